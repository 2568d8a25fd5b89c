import { isIPv4 } from 'node:net';

/** Of Capacitor, Ionic, Tauri or a browser extension: `URL` has no origin for such schemes. */
const APP_ORIGIN =
  /^(?!https?:|wss?:|ftp:|file:|data:|blob:|about:|javascript:)[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(?::([1-9]\d{0,4}))?$/;
const LARGEST_PORT = 65_535;
const WILDCARD = '*.';
const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';

const LOCAL = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/** Undefined for `https://app.example.org`, `capacitor://localhost`, `https://*.example.app` (`*` is one label). */
export function originFault(entry: string): string | undefined {
  const [app, port = '1'] = APP_ORIGIN.exec(entry) ?? [];
  if (app !== undefined && Number(port) <= LARGEST_PORT) return undefined;
  const [, scheme, wildcard = '', rest = ''] = /^(https?:\/\/)(\*\.)?([^*]*)$/.exec(entry) ?? [];
  const written = `${scheme}${rest}`;
  if (scheme === undefined || !URL.canParse(written) || new URL(written).origin !== written) {
    return (
      `must be an origin such as https://app.example.org, capacitor://localhost or https://*.example.app, ` +
      `not "${entry}": scheme, host and port in lower case, no default port, no path, no slash at the end`
    );
  }
  if (wildcard !== '' && isIPv4(new URL(written).hostname))
    return `has "${entry}", but nothing stands below an address: write a name behind the *`;
  if (wildcard !== '' && !/^[^.]+\.[^.]/.test(new URL(written).hostname)) {
    return `has "${entry}", which would allow a whole top-level domain: two labels at least stand after the *`;
  }
  return undefined;
}

export function originMatcher(entries: readonly string[], allowLocal: boolean): (origin: string) => boolean {
  const exact = new Set(entries.filter((entry) => !entry.includes(WILDCARD)));
  const patterns = entries
    .filter((entry) => entry.includes(WILDCARD))
    .map((entry) => new RegExp(`^${entry.split(WILDCARD).map(escapeRegExp).join(`${LABEL}\\.`)}$`));
  if (allowLocal) patterns.push(LOCAL);
  return (origin) => exact.has(origin) || patterns.some((pattern) => pattern.test(origin));
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
