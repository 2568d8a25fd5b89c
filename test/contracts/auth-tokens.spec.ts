import { JwtService } from '@nestjs/jwt';
import type { Request, Response } from 'express';
import { SignJWT } from 'jose';
import { createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import { type Algorithm, KeyRingService } from '../../src/auth/tokens/key-ring.service.js';
import { testConfig } from '../support/test-config.js';

/** What an update of a library broke, in words. */
function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

const secret = createSecretKey(Buffer.alloc(32, 7));

describe('access tokens build on', () => {
  it('passport, which copies a strategy for each request if it is used by the name it was registered under', () => {
    const seen: object[] = [];
    class Probe extends passport.Strategy {
      override authenticate(): void {
        seen.push(this);
        this.success({});
      }
    }
    const [first, second] = [new Probe(), new Probe()];
    passport.use('contract-first', first);
    passport.use('contract-second', second);
    const authenticate = (name: string) =>
      (passport.authenticate(name, () => {}) as (req: Request, res: Response) => void)({} as Request, {} as Response);
    for (const name of ['contract-first', 'contract-first', 'contract-second']) authenticate(name);
    passport.unuse('contract-first');
    passport.unuse('contract-second');

    demand(
      new Set(seen).size === 3 && !seen.includes(first),
      'passport no longer copies a strategy for each request: one request would be told of another one’s user',
    );
    demand(
      Object.getPrototypeOf(seen[1]) === first && Object.getPrototypeOf(seen[2]) === second,
      'passport no longer finds a strategy by the name it was registered under: two applications in a process would share one',
    );
  });

  it('passport-jwt, which asks for the key of each token and takes a KeyObject for it', async () => {
    const token = await new JwtService().signAsync({ sub: 'ada' }, { privateKey: secret });
    const outcome = await new Promise<unknown>((resolve) => {
      const strategy = new Strategy(
        {
          jwtFromRequest: () => token,
          secretOrKeyProvider: (_req, given, done) => done(null, (given === token && secret) as unknown as Buffer),
          algorithms: ['HS256'],
        },
        (claims: { sub: string }, done: (error: null, user: string) => void) => done(null, claims.sub),
      );
      Object.assign(strategy, { success: resolve, fail: resolve, error: resolve }).authenticate({} as Request);
    });
    demand(
      outcome === 'ada',
      `passport-jwt no longer verifies with the KeyObject that it is given: ${String(outcome)}`,
    );
  });

  describe('the header of tokens, byte for byte', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const ed25519 = generateKeyPairSync('ed25519').privateKey;
    const byNest = (header: { alg: string }, key: KeyObject) =>
      new JwtService().signAsync({}, { privateKey: key, algorithm: header.alg as 'HS256', header });
    const byJose = (header: { alg: string }, key: KeyObject) => new SignJWT({}).setProtectedHeader(header).sign(key);

    it.each([
      ['HS256', '@nestjs/jwt', byNest, secret],
      ['RS256', '@nestjs/jwt', byNest, rsa],
      ['EdDSA', 'jose', byJose, ed25519],
    ] as const)('of %s by %s', async (alg: Algorithm, library, sign, key) => {
      const wanted = { alg, typ: 'at+jwt', kid: 'a key' };
      const [header = ''] = (await sign(wanted, key)).split('.');
      const written = Buffer.from(header, 'base64url').toString();
      demand(
        written === JSON.stringify(wanted),
        `${library} writes the header as ${written}, not as ${JSON.stringify(wanted)}: no token would be accepted`,
      );
    });

    it('of a key, as every version before wrote it', () => {
      const header =
        'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6Ik16TlNXcEdKNkpSTXlRMjJWcjFFNEV0X1pHMjk0cnEtVVpSTnNMczFmZEEifQ';
      const keys = new KeyRingService(testConfig({ JWT_SECRET: '0123456789'.repeat(4) }));
      demand(
        keys.keyOf(`${header}.e30.AA`) !== undefined,
        'the header of access tokens has changed: while instances are replaced one by one, old and new ones refuse each other’s tokens',
      );
    });
  });
});
