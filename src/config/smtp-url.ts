import { parseServiceUrl, UrlFault } from './service-url.js';

export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  secure: boolean;
  user: string;
  password: string;
}

/** @throws UrlFault also at parameters: they could turn off TLS, or its verification. */
export function parseSmtpUrl(value: string): MailServer {
  const { scheme, host, port, user, password, path, parameters } = parseServiceUrl(value, ['smtp', 'smtps']);
  if (host === '' || host.startsWith('/')) throw new UrlFault('names no host');
  if (path !== '' || parameters.length > 0)
    throw new UrlFault('must end with its host and port: it takes no path and no parameter');
  const secure = scheme === 'smtps';
  return { host, port: port ?? (secure ? 465 : 587), secure, user, password };
}
