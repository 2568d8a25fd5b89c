/** @no-pooler what is counted */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Metrics } from '../../src/common/metrics.js';
import { useTestApp } from '../support/fixtures.js';

const promtool = [process.env.PROMTOOL ?? '', '/usr/bin/promtool'].find((path) => existsSync(path));
// A developer's machine may have no promtool; CI must.
const itWithPromtool = promtool === undefined && process.env.CI === undefined ? it.skip : it;

describe('what watches the metrics', () => {
  const app = useTestApp({ env: { METRICS_PORT: '0' } });
  let text: string;

  beforeAll(async () => {
    text = await app.nest.get(Metrics).text();
  });

  it.each(['ops/prometheus/alerts.yml', 'ops/grafana/dashboards/taskward.json'])(
    '%s asks for metrics that there are, by labels that they have',
    (file) => {
      const content = readFileSync(file, 'utf8');
      const names = new Set(content.match(/\b(taskward|nodejs|process)_[a-z0-9_]+/g));
      expect(names.size).toBeGreaterThan(3);
      const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
      const missing = [...names].filter(
        (name) => !types.has(name) && types.get(name.replace(/_(bucket|count|sum)$/, '')) !== 'histogram',
      );
      expect(missing).toEqual([]);
      const labels = new Set([...content.matchAll(/[{,] ?(\w+)(?:=~|!~|!=|=)\\?"/g)].map(([, label]) => label));
      expect(
        [...labels].filter(
          (label) =>
            !['job', 'method', 'route', 'status', 'error_code', 'event', 'outcome', 'queue', 'table'].includes(label!),
        ),
      ).toEqual([]);
    },
  );

  it('names a heading of the runbook in each alert', () => {
    const rules = readFileSync('ops/prometheus/alerts.yml', 'utf8').split('- alert: ').slice(1);
    expect(rules).toHaveLength(11);
    for (const rule of rules) {
      const [name] = rule.split('\n');
      expect(rule).toContain(`runbook: ops/RUNBOOK.md#${name!.toLowerCase()}\n`);
    }
  });

  it('has dashboards that can be read', () => {
    for (const file of readdirSync('ops/grafana/dashboards')) {
      const { panels } = JSON.parse(readFileSync(`ops/grafana/dashboards/${file}`, 'utf8')) as {
        panels: { id: number }[];
      };
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    }
  });

  itWithPromtool('has rules that fire when they should and on no quiet day', () => {
    const run = (...args: string[]) =>
      execFileSync(promtool ?? 'promtool', args, { cwd: 'ops/prometheus', stdio: 'pipe' }).toString();
    run('check', 'config', 'prometheus.yml');
    expect(run('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
  });
});
