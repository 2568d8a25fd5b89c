import { Injectable } from '@nestjs/common';
import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../common/problem.js';
import { AppConfig } from '../../config/app-config.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import type { Keyset, Position } from './task-list.js';

const MAC_BYTES = 16;

/**
 * Cursors: a position in a list and a MAC over it, the owner, the filters and the sort. Only what we gave out for this
 * very list is taken back, by any instance; nothing is stored.
 */
@Injectable()
export class Cursors {
  private readonly key: KeyObject;

  constructor(config: AppConfig) {
    this.key = createSecretKey(Buffer.from(hkdfSync('sha256', config.REFRESH_TOKEN_SECRET, '', 'taskward list cursor', 32)));
  }

  /** @param list names the owner, the filters and the sort. */
  issue({ position, before }: Keyset, list: string): string {
    const payload = Buffer.from(JSON.stringify([before ? 1 : 0, ...position]));
    return Buffer.concat([this.mac(payload, list), payload]).toString('base64url');
  }

  /** @throws Problem INVALID_CURSOR for what `issue` did not make for this list. */
  read(cursor: string, list: string): Keyset {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(MAC_BYTES);
    // Decoding is lenient; only the one spelling is ours.
    if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== cursor) throw new Problem(TASK_ERRORS.INVALID_CURSOR);
    if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), this.mac(payload, list))) throw new Problem(TASK_ERRORS.INVALID_CURSOR);
    const [before, ...position] = JSON.parse(payload.toString()) as [number, ...Position];
    return { position, before: before === 1 };
  }

  private mac(payload: Buffer, list: string): Buffer {
    return createHmac('sha256', this.key).update(`${Buffer.byteLength(list)}:${list}`).update(payload).digest().subarray(0, MAC_BYTES);
  }
}
