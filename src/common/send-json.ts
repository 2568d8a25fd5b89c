import type { Response } from 'express';

export function sendJson(res: Response, json: string): Response {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(json));
  return res.end(json);
}
