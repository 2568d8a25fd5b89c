import { Injectable } from '@nestjs/common';
import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../common/problem.js';
import { DerivedKeysConfig, refreshSecrets } from '../../config/slices.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import type { Keyset, Position } from './task-list.js';

const MAC_BYTES = 16;

/** A cursor is a position with a MAC over it and the list, so that only cursors issued for this list are accepted. */
@Injectable()
export class CursorsService {
  /** The first one makes cursors, all of them verify. */
  private readonly keys: KeyObject[];

  constructor(config: DerivedKeysConfig) {
    this.keys = refreshSecrets(config).map((secret) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'taskward list cursor', 32))),
    );
  }

  issue({ position, before, timeZone }: Keyset, list: string): string {
    const place = timeZone === undefined ? position : [{ timeZone }, ...position];
    const payload = Buffer.from(JSON.stringify([before ? 1 : 0, ...place]));
    return Buffer.concat([this.macs(payload, list)[0]!, payload]).toString('base64url');
  }

  /** @throws Problem INVALID_CURSOR for a cursor that `issue` did not make for this list. */
  read(cursor: string, list: string): Keyset {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(MAC_BYTES);
    // Buffer.from ignores what is not base64url: accept only the spelling that we issue.
    if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== cursor)
      throw new Problem(TASK_ERRORS.INVALID_CURSOR);
    if (!this.macs(payload, list).some((mac) => timingSafeEqual(bytes.subarray(0, MAC_BYTES), mac)))
      throw new Problem(TASK_ERRORS.INVALID_CURSOR);
    const [before, ...place] = JSON.parse(payload.toString()) as [number, ...Position];
    const [first, ...position] = place as [{ timeZone: string } | Position[number], ...Position];
    return typeof first === 'object'
      ? { position, before: before === 1, timeZone: first.timeZone }
      : { position: place, before: before === 1 };
  }

  private macs(payload: Buffer, list: string): Buffer[] {
    return this.keys.map((key) =>
      createHmac('sha256', key)
        .update(`${Buffer.byteLength(list)}:${list}`)
        .update(payload)
        .digest()
        .subarray(0, MAC_BYTES),
    );
  }
}
