import { createHash } from 'node:crypto';

/** A set with rare false positives and no false negatives (Bloom, 1970). Bytes: the number of probes, then the bits. */
export class BloomFilter {
  private constructor(
    private readonly probes: number,
    private readonly bits: Uint8Array,
  ) {}

  static sized(capacity: number, falsePositives: number): BloomFilter {
    const bitsPerEntry = -Math.log2(falsePositives) / Math.LN2;
    return new BloomFilter(
      Math.round(bitsPerEntry * Math.LN2),
      new Uint8Array(Math.ceil((capacity * bitsPerEntry) / 8)),
    );
  }

  static from(bytes: Uint8Array): BloomFilter {
    return new BloomFilter(bytes[0] ?? 0, bytes.subarray(1));
  }

  toBytes(): Uint8Array {
    return Buffer.concat([Uint8Array.of(this.probes), this.bits]);
  }

  add(entry: string): void {
    for (const bit of this.positions(entry)) this.bits[bit >> 3] = this.byteOf(bit) | (1 << (bit & 7));
  }

  has(entry: string): boolean {
    for (const bit of this.positions(entry)) if ((this.byteOf(bit) & (1 << (bit & 7))) === 0) return false;
    return true;
  }

  private byteOf(bit: number): number {
    return this.bits[bit >> 3] ?? 0;
  }

  // Double hashing (Kirsch and Mitzenmacher, 2006).
  private *positions(entry: string): Generator<number> {
    const digest = createHash('sha256').update(entry).digest();
    const size = this.bits.length * 8;
    const step = digest.readUIntBE(6, 6) % size;
    let position = digest.readUIntBE(0, 6) % size;
    for (let i = 0; i < this.probes; i++) {
      yield position;
      position = (position + step + i) % size;
    }
  }
}
