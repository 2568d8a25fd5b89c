import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { loadConfig } from '../../src/config/app-config.js';
import { environmentSchema } from '../../src/config/environment.js';

const read = (file: string) => readFileSync(file, 'utf8');
const parse = <T>(file: string) => load(read(file)) as T;

interface Service {
  image?: string;
  ports?: string[];
  environment?: Record<string, string | number>;
  secrets?: (string | { source: string; target: string })[];
  volumes?: string[];
  networks?: string[];
  read_only?: boolean;
}
interface Stack {
  services: Record<string, Service>;
  networks?: Record<string, { internal?: boolean } | null>;
  volumes?: Record<string, unknown>;
  secrets?: Record<string, { file: string }>;
}
interface Step {
  uses?: string;
}
interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { steps: Step[]; permissions?: Record<string, string> }>;
}
interface Deployment {
  kind: string;
  spec: {
    selector: { matchLabels: object };
    template: { metadata: { labels: object }; spec: Pod };
  };
}
interface Pod {
  enableServiceLinks: boolean;
  securityContext: object;
  containers: {
    env: { name: string; value: string }[];
    securityContext: object;
    livenessProbe: object;
    readinessProbe: object;
  }[];
}

const SECRETS: Record<string, string> = {
  DATABASE_URL: 'postgresql://taskward_app:c5fQ2w9zK@db.example.org/taskward?sslmode=verify-full',
  JWT_SECRET: 'k7Qm2vX9pL4sR8tW1yB6nZ3cF5hJ0dGa',
  REFRESH_TOKEN_SECRET: 'Zx8Vb3Nm6Qw1Er5Ty9Ui2Op7As4Df0Gh',
};

/** Whether Taskward would start in production with these values; throws what it would say. */
function demandUsable(values: Record<string, string | number>): void {
  const known = Object.keys(environmentSchema.shape);
  expect(Object.keys(values).filter((name) => !known.includes(name))).toEqual([]);
  const variables = Object.entries(values).map(([name, value]) => [name, substituted(String(value))]);
  loadConfig({ ...SECRETS, ...(Object.fromEntries(variables) as object), NODE_ENV: 'production' }, '/dev/null');
}

/** Compose's `${NAME:-default}`, with the defaults. */
const substituted = (value: string) =>
  value.replace('${DOMAIN}', 'api.example.org').replace(/\$\{\w+:-([^}]*)\}/, '$1');

describe('the stack for trying', () => {
  const { services } = parse<Stack>('docker-compose.yml');

  it('publishes no port beyond this machine', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });
});

describe('the stack for one server', () => {
  const stack = parse<Stack>('compose.production.yml');
  const { services } = stack;

  it('lets the world reach the proxy alone, and the database nobody else', () => {
    expect(Object.keys(services).filter((name) => services[name]?.ports)).toEqual(['caddy']);
    expect(stack.networks?.data?.internal).toBe(true);
    expect(services.postgres?.networks).toEqual(['data']);
    expect(services.api?.environment?.TRUST_PROXY).toBe(1);
  });

  it('has settings that production takes, with the secrets in the files that its script makes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'taskward-secrets-'));
    execFileSync('deploy/compose/make-secrets.sh', [folder]);
    const settings = Object.entries(services.api?.environment ?? {}).map(([name, value]) => [
      name,
      String(value).replace('/run/secrets/', `${folder}/secrets/`),
    ]);
    const unset = Object.fromEntries(Object.keys(SECRETS).map((name) => [name, '']));
    demandUsable({ ...unset, ...(Object.fromEntries(settings) as Record<string, string>) });
  });

  it('keeps secrets out of the environment, and names files that are there', () => {
    const used = Object.values(services).flatMap(({ secrets = [] }) =>
      secrets.map((secret) => (typeof secret === 'string' ? secret : secret.source)),
    );
    expect([...new Set(used)].sort()).toEqual(Object.keys(stack.secrets ?? {}).sort());
    const made = read('deploy/compose/make-secrets.sh');
    for (const { file } of Object.values(stack.secrets ?? {})) {
      const name = file.replace('./secrets/', '').replace(/_password$/, '');
      expect(made).toContain(name);
    }
    const mounted = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0]!),
    );
    for (const source of mounted)
      if (source.startsWith('.')) expect(existsSync(source)).toBe(true);
      else expect(Object.keys(stack.volumes ?? {})).toContain(source);
    expect(Object.values(services).flatMap(({ environment = {} }) => Object.keys(environment))).not.toContain(
      'JWT_SECRET',
    );
  });

  it('runs read-only, and from images of a version', () => {
    for (const name of ['caddy', 'api', 'backup']) expect(services[name]?.read_only).toBe(true);
    const images = Object.values(services).map(({ image }) => image);
    expect(images.filter((image) => !/:(\d|local)/.test(image ?? ''))).toEqual([]);
  });
});

describe('the manifest for Kubernetes', () => {
  const documents = loadAll(read('deploy/kubernetes/taskward.yaml')) as Deployment[];
  const { spec } = documents.find(({ kind }) => kind === 'Deployment')!;
  const pod = spec.template.spec;
  const [container] = pod.containers;

  it('runs as any user, with no rights, on a read-only root', () => {
    expect(documents.map(({ kind }) => kind)).toEqual(['Deployment', 'Service', 'PodDisruptionBudget']);
    expect(pod.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    // A number: Kubernetes cannot tell that a name is not root.
    expect(read('Dockerfile')).toMatch(/^USER [1-9]\d*:0$/m);
  });

  it('asks the right paths, and finds its pods', () => {
    expect(container?.livenessProbe).toMatchObject({ httpGet: { path: '/health/live', port: 'http' } });
    expect(container?.readinessProbe).toMatchObject({ httpGet: { path: '/health/ready', port: 'http' } });
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    expect(pod.enableServiceLinks).toBe(false);
  });

  it('has settings that production takes', () =>
    demandUsable(Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]))));
});

describe('the files of platforms', () => {
  it('have settings that production takes', () => {
    const fly = /^\[env\]\n(.*?)^\[/ms.exec(read('deploy/fly/fly.toml'))?.[1] ?? '';
    const pairs = [...fly.matchAll(/^(\w+) = '(.*)'$/gm)].map(([, name, value]) => [name, value]);
    expect(pairs.length).toBeGreaterThan(2);
    demandUsable(Object.fromEntries(pairs) as Record<string, string>);

    const { services } = parse<{ services: [{ healthCheckPath: string; envVars: { key: string; value?: string }[] }] }>(
      'deploy/render/render.yaml',
    );
    expect(services[0].healthCheckPath).toBe('/health/ready');
    const known = Object.keys(environmentSchema.shape);
    expect(services[0].envVars.filter(({ key }) => !known.includes(key))).toEqual([]);
    const given = services[0].envVars.filter(({ value }) => value !== undefined);
    demandUsable(Object.fromEntries(given.map(({ key, value }) => [key, value!])));

    const { deploy } = JSON.parse(read('deploy/railway/railway.json')) as { deploy: { healthcheckPath: string } };
    expect(deploy.healthcheckPath).toBe('/health/ready');
  });
});

describe('the unit of systemd', () => {
  const unit = read('deploy/systemd/taskward.service');
  const lines = (name: string) =>
    [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value ?? '');

  it('has settings that production takes, with the secrets in the files that the guide makes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'taskward-credentials-'));
    const guide = read('docs/deploy.md');
    const credentials = lines('LoadCredential').map((line) => line.split(':') as [string, string]);
    for (const [name, file] of credentials) {
      expect(guide).toMatch(new RegExp(`(>|touch )${file}\\n|touch ${file} `));
      writeFileSync(join(folder, name), SECRETS[name.toUpperCase()] ?? '');
    }
    const settings = lines('Environment').flatMap((line) => line.split(' ').map((pair) => pair.split('=')));
    const files = settings.filter(([name = '']) => name.endsWith('_FILE')).map(([, value]) => value);
    expect(files.sort()).toEqual(credentials.map(([name]) => `%d/${name}`).sort());
    const unset = Object.fromEntries(Object.keys(SECRETS).map((name) => [name, '']));
    const given = settings.map(([name, value = '']) => [name, value.replace('%d', folder)]);
    demandUsable({ ...unset, ...(Object.fromEntries(given) as Record<string, string>) });
  });
});

describe('every way to run it', () => {
  it('starts the program as npm start does', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    const image = JSON.parse(/^CMD (\[.*\])$/m.exec(read('Dockerfile'))?.[1] ?? '[]') as string[];
    const command = scripts.start.replace(/^exec /, '');
    expect(image.join(' ')).toBe(command);
    expect(read('deploy/systemd/taskward.service')).toContain(`ExecStart=/usr/bin/${command}\n`);
  });

  it('is of one major version of Node', () => {
    const major = read('.nvmrc').trim();
    expect(read('Dockerfile')).toContain(`FROM node:${major}.`);
    expect(read('.github/workflows/ci.yml')).toContain(`node: [22, ${major}]`);
  });
});

describe('the workflows', () => {
  const files = readdirSync('.github/workflows').map((name) => `.github/workflows/${name}`);

  it.each(files)('%s pins each action and may write nothing but what it must', (file) => {
    const { permissions, jobs } = parse<Workflow>(file);
    expect(permissions).toEqual({ contents: 'read' });
    const uses = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => step.uses ?? []));
    expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
    const writing = Object.entries(jobs).filter(([, job]) => job.permissions);
    expect(writing.map(([name]) => name).filter((name) => name !== 'release-please')).toEqual([]);
  });

  it('and the forms for issues are YAML, and the rest JSON', () => {
    for (const name of readdirSync('.github/ISSUE_TEMPLATE'))
      expect(parse(`.github/ISSUE_TEMPLATE/${name}`)).toBeTruthy();
    for (const name of ['renovate.json', 'release-please-config.json', '.release-please-manifest.json'])
      expect(() => JSON.parse(read(name)) as unknown).not.toThrow();
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(JSON.parse(read('.release-please-manifest.json'))).toEqual({ '.': version });
    expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## \\[?${version}\\b`, 'm'));
  });
});
