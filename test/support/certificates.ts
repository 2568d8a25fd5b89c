import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a certificate and its key, in PEM. */
export interface Certificate {
  certificate: string;
  key: string;
}

/** Makes an authority in a folder. Its name is that of its files. */
export function makeAuthority(folder: string, name: string): Certificate {
  const files = filesOf(folder, name);
  openssl(
    'req',
    '-x509',
    ...NEW_KEY,
    '-keyout',
    files.key,
    '-out',
    files.certificate,
    '-subj',
    `/CN=${name}`,
    '-days',
    '2',
  );
  return files;
}

/**
 * Makes a certificate for a server.
 *
 * @param host the one name that it is good for.
 */
export function makeCertificate(
  folder: string,
  name: string,
  authority: Certificate,
  { host, expired = false }: { host: string; expired?: boolean },
): Certificate {
  const files = filesOf(folder, name);
  const request = join(folder, `${name}.csr`);
  const config = join(folder, `${name}.cnf`);
  writeFileSync(
    config,
    `[ca]
default_ca = own
[own]
database = ${join(folder, `${name}.index`)}
serial = ${join(folder, `${name}.serial`)}
new_certs_dir = ${folder}
default_md = sha256
policy = any
x509_extensions = server
[any]
commonName = supplied
[server]
subjectAltName = DNS:${host}
`,
  );
  writeFileSync(join(folder, `${name}.index`), '');
  writeFileSync(join(folder, `${name}.serial`), '01\n');
  openssl('req', ...NEW_KEY, '-keyout', files.key, '-out', request, '-subj', `/CN=${host}`);
  const [start, end] = expired ? ['200101000000Z', '200102000000Z'] : ['200101000000Z', '491231000000Z'];
  const signing = ['-cert', authority.certificate, '-keyfile', authority.key, '-startdate', start, '-enddate', end];
  openssl('ca', '-batch', '-notext', '-config', config, ...signing, '-in', request, '-out', files.certificate);
  return files;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

const filesOf = (folder: string, name: string): Certificate => ({
  certificate: join(folder, `${name}.pem`),
  key: join(folder, `${name}.key`),
});

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
