import type { Principal } from '../../common/principal.js';

/** Callers by token: to verify one is expensive, and the result never changes. If its session ended is asked apart. */
export class VerifiedTokens {
  // By the whole `Authorization` header, byte for byte: nothing else is the same token.
  private readonly byHeader = new Map<string, Principal>();

  constructor(private readonly capacity: number) {}

  get(header: string): Principal | undefined {
    const principal = this.byHeader.get(header);
    if (principal === undefined) return undefined;
    if (Date.now() < principal.expiresAt * 1000) return principal;
    this.byHeader.delete(header);
    return undefined;
  }

  set(header: string, principal: Principal): void {
    if (this.byHeader.size >= this.capacity) this.byHeader.delete(this.byHeader.keys().next().value!);
    this.byHeader.set(header, principal);
  }
}
