import type { IncomingMessage } from 'node:http';
import type { Log } from '../common/log.js';
import type { ServerConfig } from '../config/slices.js';

export function warnOfUnbelievedProxy({ TRUST_PROXY }: ServerConfig, log: Log): (req: IncomingMessage) => void {
  let hasWarned = TRUST_PROXY !== 'false';
  return ({ headers }) => {
    if (hasWarned || (headers['x-forwarded-for'] === undefined && headers.forwarded === undefined)) return;
    hasWarned = true;
    log.warn(
      {},
      'A request came with X-Forwarded-For, which TRUST_PROXY=false does not believe: limits take a proxy and all its ' +
        'clients for one caller. Behind a proxy, set TRUST_PROXY to the number of proxies or their networks.',
    );
  };
}
