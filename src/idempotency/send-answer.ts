import type { Response } from 'express';
import { sendJson } from '../common/send-json.js';
import type { Answer } from './answer.js';

export function sendAnswer(res: Response, { status, headers, body, replayed }: Answer): void {
  if (replayed) res.setHeader('Idempotency-Replayed', 'true');
  res.status(status);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  if (body === '') res.end();
  else sendJson(res, body);
}
