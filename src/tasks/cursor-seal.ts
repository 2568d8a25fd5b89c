import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type DerivedKeysConfig, refreshSecrets } from '../config/slices.js';

const MAC_BYTES = 16;

export interface OpenedCursor {
  payload: string;
  /** Whether `seal` made it, with these words. */
  isBoundTo(words: string): boolean;
}

/** Makes cursors: a payload with a MAC over it, and over words which say where alone the cursor is good. */
export class CursorSeal {
  /** The first one makes cursors, all of them verify. */
  private readonly keys: KeyObject[];

  constructor(config: DerivedKeysConfig, purpose: string) {
    this.keys = refreshSecrets(config).map((secret) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))),
    );
  }

  seal(payload: string, words: string): string {
    const bytes = Buffer.from(payload);
    return Buffer.concat([this.macs(bytes, words)[0]!, bytes]).toString('base64url');
  }

  /** @returns undefined for what `seal` cannot have made. */
  open(cursor: string): OpenedCursor | undefined {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(MAC_BYTES);
    // Buffer.from ignores what is not base64url: accept only the spelling that we issue.
    if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== cursor) return undefined;
    return {
      payload: payload.toString(),
      isBoundTo: (words) => this.macs(payload, words).some((mac) => timingSafeEqual(bytes.subarray(0, MAC_BYTES), mac)),
    };
  }

  private macs(payload: Buffer, words: string): Buffer[] {
    return this.keys.map((key) =>
      createHmac('sha256', key)
        .update(`${Buffer.byteLength(words)}:${words}`)
        .update(payload)
        .digest()
        .subarray(0, MAC_BYTES),
    );
  }
}
