import type { Principal } from '../../common/principal.js';

interface Verified {
  principal: Principal;
  /** Seconds since the epoch. */
  expiresAt: number;
}

/**
 * Whom each token speaks for, once its signature and claims were verified: they do not change. The same token comes with
 * every request of a client, and its verification is the dearest part of a small one. Whether the session has ended
 * since is not among these things, and is asked each time.
 */
export class VerifiedTokens {
  private readonly byHeader = new Map<string, Verified>();

  /** @param capacity how many are kept; the oldest one makes room. */
  constructor(private readonly capacity: number) {}

  /** @param header the whole `Authorization` header, byte for byte: nothing else is the same token. */
  get(header: string): Principal | undefined {
    const verified = this.byHeader.get(header);
    if (verified === undefined) return undefined;
    if (Date.now() < verified.expiresAt * 1000) return verified.principal;
    this.byHeader.delete(header);
    return undefined;
  }

  set(header: string, principal: Principal, expiresAt: number): void {
    if (this.byHeader.size >= this.capacity) this.byHeader.delete(this.byHeader.keys().next().value!);
    this.byHeader.set(header, { principal, expiresAt });
  }
}
