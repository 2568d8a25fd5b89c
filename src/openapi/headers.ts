const string = { type: 'string' as const };

export const SHARED_HEADERS = {
  'X-Request-Id': { description: 'Names this request in the log.', schema: string },
  'WWW-Authenticate': { description: 'How to authenticate (RFC 6750).', schema: string },
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' as const } },
  'RateLimit-Policy': {
    description: 'The quota (`q`) of requests in a window of `w` seconds (draft-ietf-httpapi-ratelimit-headers).',
    schema: string,
    example: '"api";q=600;w=60',
  },
  RateLimit: {
    description: 'What remains of it (`r`), and the seconds until the window closes (`t`).',
    schema: string,
    example: '"api";r=599;t=60',
  },
};

/** References to those headers that an answer of this status has. */
export function sharedHeaders(status: string, limited: boolean) {
  const names: (keyof typeof SHARED_HEADERS)[] = [
    'X-Request-Id',
    ...(status === '401' ? ['WWW-Authenticate' as const] : []),
    ...(['429', '503'].includes(status) ? ['Retry-After' as const] : []),
    ...(limited && /^(2..|429)$/.test(status) ? ['RateLimit-Policy' as const, 'RateLimit' as const] : []),
  ];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
