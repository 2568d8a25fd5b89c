import type { Request, Response } from 'express';
import { readCookie } from '../sessions/session-cookies.service.js';
import { DEVICE_SECONDS } from './known-devices.service.js';

const DEVICE_COOKIE = '__Host-device';

export function deviceCookie(req: Request): string | null {
  return readCookie(req, DEVICE_COOKIE);
}

/** It opens nothing, so every client gets it, whether it logs in with cookies or not. */
export function setDeviceCookie(res: Response, token: string): void {
  const maxAge = DEVICE_SECONDS * 1000;
  res.cookie(DEVICE_COOKIE, token, { httpOnly: true, secure: true, sameSite: 'strict', path: '/', maxAge });
}
