import canonicalize from 'canonicalize';
import { createHash, createHmac } from 'node:crypto';

/** A request that its client may repeat without repeating its effect. */
export interface IdempotentRequest {
  key: string;
  /** Of the operation and what the body means, in canonical form (RFC 8785). */
  hash: Buffer;
  /** Whether this request is the one of which that hash was kept. */
  isOf: (keptHash: Buffer) => boolean;
}

/** A request under an `Idempotency-Key`, before it is known what its body means. */
export class KeyedRequest {
  constructor(
    private readonly key: string,
    private readonly operation: readonly string[],
    private readonly body: unknown,
  ) {}

  /** @param body what was validated, with one form for each value: the order and the spelling of what came do not matter. */
  meaning(body?: unknown): IdempotentRequest {
    const hash = sha256(this.canonical(body));
    // Earlier releases hashed the body as it came; there are such keys for 24 hours.
    const earlier = () => sha256(JSON.stringify([...this.operation, this.body]));
    return { key: this.key, hash, isOf: (kept) => kept.equals(hash) || kept.equals(earlier()) };
  }

  /**
   * The same for a body with a password in it, which nobody may find by trying who reads the table.
   *
   * @param hmacKeys the one in use, then those before it.
   */
  sealed(body: object, hmacKeys: Uint8Array[]): IdempotentRequest {
    const text = this.canonical(body);
    const [hash, ...earlier] = hmacKeys.map((key) => createHmac('sha256', key).update(text).digest());
    if (hash === undefined) throw new TypeError('There is no key to seal a request with');
    return { key: this.key, hash, isOf: (kept) => [hash, ...earlier].some((candidate) => kept.equals(candidate)) };
  }

  private canonical(body: unknown): string {
    return canonicalize([...this.operation, body]) ?? '';
  }
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
