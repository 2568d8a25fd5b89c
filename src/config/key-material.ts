import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

const PEM_BLOCK = /-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g;

const WANTED = 'Ed25519 or RSA of at least 2048 bits; make one with: openssl genpkey -algorithm ed25519';

/** Says what is wrong with keys in PEM, and nothing of their text; undefined if nothing is. */
export function pemFault(pem: string, kind: 'private' | 'public'): string | undefined {
  try {
    const keys = kind === 'private' ? [privateKey(pem)] : publicKeys(pem);
    if (keys.length === 0) return `must hold keys in PEM: ${WANTED}`;
    return keys.every(isStrong) ? undefined : `must be ${WANTED}`;
  } catch {
    return `must hold ${kind === 'private' ? 'a private key' : 'keys'} in PEM, without a passphrase: ${WANTED}`;
  }
}

export function privateKey(pem: string): KeyObject {
  return createPrivateKey(lines(pem));
}

export function publicKeys(pem: string): KeyObject[] {
  return [...lines(pem).matchAll(PEM_BLOCK)].map(([block]) => createPublicKey(block));
}

function isStrong(key: KeyObject): boolean {
  if (key.asymmetricKeyType === 'ed25519') return true;
  return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
}

/** A variable that cannot have lines may have `\n` instead. */
const lines = (pem: string) => pem.replaceAll('\\n', '\n');
