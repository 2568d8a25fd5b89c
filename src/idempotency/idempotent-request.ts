import canonicalize from 'canonicalize';
import { createHash, createHmac } from 'node:crypto';

export interface IdempotentRequest {
  key: string;
  /** Of the operation and the normalized body, in canonical form (RFC 8785). */
  hash: Buffer;
  /** Whether that hash was kept for this request; hashes of earlier releases and keys count too. */
  matchesHash: (keptHash: Buffer) => boolean;
}

/** A request with an `Idempotency-Key`, before its body is validated. */
export class KeyedRequest {
  constructor(
    private readonly key: string,
    private readonly operation: readonly string[],
    private readonly body: unknown,
  ) {}

  /** @param body validated and normalized: the order and the spelling of the original do not matter. */
  meaning(body?: unknown): IdempotentRequest {
    const hash = sha256(this.canonical(body));
    // Earlier releases hashed the body as it came; after an upgrade such keys live for 24 hours.
    const earlier = () => sha256(JSON.stringify([...this.operation, this.body]));
    return { key: this.key, hash, matchesHash: (kept) => kept.equals(hash) || kept.equals(earlier()) };
  }

  /** HMAC, so that nobody who reads the table finds a password by trying. @param hmacKeys the current one first. */
  sealed(body: object, hmacKeys: Uint8Array[]): IdempotentRequest {
    const text = this.canonical(body);
    const [hash, ...earlier] = hmacKeys.map((key) => createHmac('sha256', key).update(text).digest());
    if (hash === undefined) throw new TypeError('There is no key to seal a request with');
    return {
      key: this.key,
      hash,
      matchesHash: (kept) => [hash, ...earlier].some((candidate) => kept.equals(candidate)),
    };
  }

  private canonical(body: unknown): string {
    return canonicalize([...this.operation, body]) ?? '';
  }
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
