import { Injectable } from '@nestjs/common';
import { createHash, createHmac, createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { AccessTokensConfig } from '../../config/slices.js';
import { privateKey, publicKeys } from '../../config/key-material.js';
import { isCanonicalBase64url } from './base64url.js';

/** The media type of access tokens in the header `typ` (RFC 9068): no other token of ours bears it. */
const ACCESS_TOKEN_TYPE = 'at+jwt';

export type Algorithm = 'HS256' | 'RS256' | 'EdDSA';

/** The header of the tokens that a key signs: each key has one algorithm, and is good for no other. */
export interface KeyHeader {
  alg: Algorithm;
  typ: string;
  kid: string;
}

/** A key that tokens are verified with. */
export interface AccessKey {
  header: KeyHeader;
  verifying: KeyObject;
}

/** The key that new tokens are signed with. */
export interface SigningKey extends AccessKey {
  signing: KeyObject;
}

/** A public key as others may read it (RFC 7517). */
export type PublicJwk = JsonWebKey & { kid: string; alg: Algorithm; use: 'sig' };

/**
 * The keys of access tokens: one signs, and every one that is configured verifies, so that keys change without logging
 * anyone out. Made once, as KeyObjects: given a string, the library would try to read it as a public key on every
 * request first.
 */
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
    for (const key of [signing, ...secrets, ...others]) this.byHeader.set(encoded(key.header), key);
  }

  /**
   * The key of a token whose header is, byte for byte, one that we issue; undefined for any other. Nothing of a header
   * is ever read, so nothing in one (`alg`, `jwk`, `jku`, `x5u`, a `kid` that is a path) can have a meaning.
   * A signature in any but its one spelling has no key either: the libraries overlook spare bits and padding.
   */
  keyOf(token: string): AccessKey | undefined {
    const signature = token.slice(token.lastIndexOf('.') + 1);
    if (!isCanonicalBase64url(signature)) return undefined;
    return this.byHeader.get(token.slice(0, Math.max(token.indexOf('.'), 0)));
  }

  /** The algorithms of all keys together. */
  get algorithms(): Algorithm[] {
    return [...new Set([...this.byHeader.values()].map(({ header }) => header.alg))];
  }

  /** The public keys, for other services that verify our tokens. Secrets have none. */
  get publicJwks(): PublicJwk[] {
    return [...this.byHeader.values()]
      .filter(({ verifying }) => verifying.type === 'public')
      .map(({ header: { kid, alg }, verifying }) => ({ ...verifying.export({ format: 'jwk' }), kid, alg, use: 'sig' }));
  }
}

function secretKey(secret: string): SigningKey {
  const key = createSecretKey(secret, 'utf8');
  // Names the secret and tells nothing of it that its signatures do not.
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

/** RFC 7638: a hash of the members that make the key, in the order of their names. */
function thumbprint(key: KeyObject): string {
  const { crv, e, kty, n, x } = key.export({ format: 'jwk' });
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x };
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}

/** As the first part of a token: the members in the order in which both signing libraries write them. */
function encoded({ alg, typ, kid }: KeyHeader): string {
  return Buffer.from(JSON.stringify({ alg, typ, kid })).toString('base64url');
}
