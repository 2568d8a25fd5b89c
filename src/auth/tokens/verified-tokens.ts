import type { Principal } from '../../common/principal.js';

interface Verified {
  principal: Principal;
  expiresAtSeconds: number;
}

/** Callers by token: to verify one is expensive, and the result never changes. If its session ended is asked apart. */
export class VerifiedTokens {
  // By the whole `Authorization` header, byte for byte: nothing else is the same token.
  private readonly byHeader = new Map<string, Verified>();

  constructor(private readonly capacity: number) {}

  get(header: string): Principal | undefined {
    const verified = this.byHeader.get(header);
    if (verified === undefined) return undefined;
    if (Date.now() < verified.expiresAtSeconds * 1000) return verified.principal;
    this.byHeader.delete(header);
    return undefined;
  }

  set(header: string, principal: Principal, expiresAtSeconds: number): void {
    if (this.byHeader.size >= this.capacity) this.byHeader.delete(this.byHeader.keys().next().value!);
    this.byHeader.set(header, { principal, expiresAtSeconds });
  }
}
