import { API_BASE } from '../common/api-base.js';
import type { Log } from '../common/log.js';
import type { AppConfig } from '../config/app-config.js';

export function announce(config: AppConfig, log: Log, port: number, metrics: string | undefined): void {
  const url = `http://${['0.0.0.0', '::'].includes(config.HOST) ? 'localhost' : config.HOST}:${port}`;
  if (config.NODE_ENV === 'production') return log.info({ url, metrics }, 'Taskward is ready');
  const lines = [
    'Taskward is ready:',
    `  API     ${url}${API_BASE}`,
    ...(config.DOCS === 'on' ? [`  Docs    ${url}/docs`] : []),
    `  Health  ${url}/health`,
    ...(metrics === undefined ? [] : [`  Metrics ${metrics}`]),
  ];
  console.log(lines.join('\n'));
}
