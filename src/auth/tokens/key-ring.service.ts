import { Injectable } from '@nestjs/common';
import { createHash, createHmac, createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { AccessTokensConfig } from '../../config/slices.js';
import { privateKey, publicKeys } from '../../config/key-material.js';
import { isCanonicalBase64url } from './base64url.js';

/** The header `typ` (RFC 9068): no other token of ours has it. */
const ACCESS_TOKEN_TYPE = 'at+jwt';

export type Algorithm = 'HS256' | 'RS256' | 'EdDSA';

export interface KeyHeader {
  alg: Algorithm;
  typ: string;
  kid: string;
}

export interface AccessKey {
  header: KeyHeader;
  verifying: KeyObject;
}

export interface SigningKey extends AccessKey {
  signing: KeyObject;
}

export type PublicJwk = JsonWebKey & { kid: string; alg: Algorithm; use: 'sig' };

/** One key signs, all verify. They are KeyObjects: the library would try a string as a public key first, each time. */
@Injectable()
export class KeyRingService {
  readonly signing: SigningKey;
  private readonly byHeader = new Map<string, AccessKey>();

  constructor(config: AccessTokensConfig) {
    const secrets = [config.JWT_SECRET, ...config.JWT_PREVIOUS_SECRETS]
      .filter((secret) => secret !== undefined)
      .map(secretKey);
    const own = config.JWT_PRIVATE_KEY === undefined ? undefined : signingKey(privateKey(config.JWT_PRIVATE_KEY));
    const others = config.JWT_PREVIOUS_KEYS === undefined ? [] : publicKeys(config.JWT_PREVIOUS_KEYS).map(publicKey);
    const signing = own ?? secrets[0];
    if (signing === undefined) throw new Error('There is no key to sign access tokens with');
    this.signing = signing;
    for (const key of [signing, ...secrets, ...others]) this.byHeader.set(encodeHeader(key.header), key);
  }

  /** Compares the header byte for byte and never reads it: `alg`, `jwk`, `jku`, or a path in `kid` have no effect. */
  keyOf(token: string): AccessKey | undefined {
    const signature = token.slice(token.lastIndexOf('.') + 1);
    // The libraries would accept other spellings, with spare bits and padding.
    if (!isCanonicalBase64url(signature)) return undefined;
    return this.byHeader.get(token.slice(0, Math.max(token.indexOf('.'), 0)));
  }

  get algorithms(): Algorithm[] {
    return [...new Set([...this.byHeader.values()].map(({ header }) => header.alg))];
  }

  get publicJwks(): PublicJwk[] {
    return [...this.byHeader.values()]
      .filter(({ verifying }) => verifying.type === 'public')
      .map(({ header: { kid, alg }, verifying }) => ({ ...verifying.export({ format: 'jwk' }), kid, alg, use: 'sig' }));
  }
}

function secretKey(secret: string): SigningKey {
  const key = createSecretKey(secret, 'utf8');
  // Tells no more of the secret than its signatures do.
  const kid = createHmac('sha256', key).update('kid of an access key').digest('base64url');
  return { header: { alg: 'HS256', typ: ACCESS_TOKEN_TYPE, kid }, verifying: key, signing: key };
}

function signingKey(key: KeyObject): SigningKey {
  return { ...publicKey(createPublicKey(key)), signing: key };
}

function publicKey(key: KeyObject): AccessKey {
  const alg = key.asymmetricKeyType === 'rsa' ? 'RS256' : 'EdDSA';
  return { header: { alg, typ: ACCESS_TOKEN_TYPE, kid: thumbprint(key) }, verifying: key };
}

/** RFC 7638: the members of the key in the order of their names. */
function thumbprint(key: KeyObject): string {
  const { crv, e, kty, n, x } = key.export({ format: 'jwk' });
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x };
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}

// In the order in which both signing libraries write the members.
function encodeHeader({ alg, typ, kid }: KeyHeader): string {
  return Buffer.from(JSON.stringify({ alg, typ, kid })).toString('base64url');
}
