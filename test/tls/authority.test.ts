import 'reflect-metadata';
import { execFileSync, spawnSync } from 'node:child_process';
import { webcrypto, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { BasicConstraintsExtension, PemConverter, X509CertificateGenerator } from '@peculiar/x509';
import { wallClock } from '../../src/clock/wall-clock.ts';
import { OptionsError } from '../../src/options/options-error.ts';
import { openAuthority } from '../../src/tls/authority.ts';
import { makeAuthority, makeHostCertificate } from '../../src/tls/certificates.ts';
import { defaultCaFolder } from '../../src/tls/default-ca-folder.ts';

const DAY_MS = 86_400_000;
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
};
const HOSTS = ['api.partnercenter.microsoft.com', 'insights.local', '192.0.2.7', '2001:db8::7'];

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'insights-ca-'))));
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('a certificate for hosts', () => {
  test('names all of them, and is what strict clients ask for', async () => {
    const authority = await openAuthority(folder);
    const { cert } = await authority.serverCredentials(HOSTS);
    const leaf = new X509Certificate(cert);
    const ca = new X509Certificate(authority.certificatePem);
    expect(leaf.subjectAltName).toBe(
      'DNS:api.partnercenter.microsoft.com, DNS:insights.local, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7',
    );
    for (const host of HOSTS) {
      const detailed = leaf.toLegacyObject(); // the form in which Node's own check takes it
      expect(tls.checkServerIdentity(host, detailed)).toBeUndefined();
    }
    expect(leaf.checkHost('api.partnercenter.microsoft.com.evil.example')).toBeUndefined();
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']); // server authentication, and nothing else
    expect(leaf.ca).toBe(false);
    expect(leaf.checkIssued(ca) && leaf.verify(ca.publicKey)).toBe(true);
    expect(ca.ca && ca.verify(ca.publicKey)).toBe(true);
    const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / DAY_MS;
    expect(days).toBeLessThan(398);
    const sinceMs = wallClock.calendarMs() - Date.parse(leaf.validFrom);
    expect(Math.round(sinceMs / DAY_MS)).toBe(1);
  });

  test('does not outlive the authority', async () => {
    const made = await makeAuthority(wallClock.calendarMs() - 3600 * DAY_MS);
    const { cert } = await makeHostCertificate(made, ['localhost'], wallClock.calendarMs());
    expect(new X509Certificate(cert).validTo).toBe(new X509Certificate(made.cert).validTo);
  });

  test('has a serial number of its own', async () => {
    const authority = await openAuthority(folder);
    const made = await Promise.all(
      Array.from({ length: 20 }, () => authority.serverCredentials(['a.example'])),
    );
    expect(new Set(made.map(({ cert }) => new X509Certificate(cert).serialNumber)).size).toBe(20);
  });

  const openssl = spawnSync('openssl', ['version']).status === 0;
  (openssl ? test : test.skip)('convinces a strict openssl', async () => {
    const authority = await openAuthority(folder);
    const leafFile = join(folder, 'leaf.pem');
    writeFileSync(leafFile, (await authority.serverCredentials(HOSTS)).cert);
    const words = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', authority.certificateFile];
    expect(execFileSync('openssl', [...words, '-verify_hostname', HOSTS[0]!, leafFile]).toString()).toContain(
      'OK',
    );
    const text = execFileSync('openssl', ['x509', '-in', leafFile, '-noout', '-text']).toString();
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    expect(text).toMatch(/Subject Key Identifier/);
    expect(text).toMatch(/Authority Key Identifier/);
  });
});

describe('the folder of an authority', () => {
  test('keeps it, and the certificate of this machine, out of the sight of others', async () => {
    const inner = join(folder, 'made', 'on the way');
    const first = await openAuthority(inner);
    const { cert } = await first.serverCredentials(['127.0.0.1', 'localhost']);
    const second = await openAuthority(inner);
    expect(second.certificatePem).toBe(first.certificatePem);
    expect((await second.serverCredentials(['localhost'])).cert).toBe(cert);
    expect(readFileSync(first.certificateFile, 'utf8')).toBe(first.certificatePem);
    expect(readdirSync(inner).sort()).toEqual(['ca-key.pem', 'ca.pem', 'localhost.pem']);
    if (process.platform === 'win32') return;
    const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
    expect(modeOf(inner)).toBe('700');
    expect(modeOf(join(inner, 'ca-key.pem'))).toBe('600');
    expect(modeOf(join(inner, 'localhost.pem'))).toBe('600');
  });

  test('has one authority when many open it at the same time', async () => {
    const opened = await Promise.all(Array.from({ length: 12 }, () => openAuthority(folder)));
    expect(new Set(opened.map(({ certificatePem }) => certificatePem)).size).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['ca-key.pem', 'ca.pem']);
  });

  test('gets back a certificate file that is gone or of another authority', async () => {
    const { certificateFile, certificatePem } = await openAuthority(folder);
    rmSync(certificateFile);
    await openAuthority(folder);
    expect(readFileSync(certificateFile, 'utf8')).toBe(certificatePem);
    writeFileSync(certificateFile, 'something else');
    await openAuthority(folder);
    expect(readFileSync(certificateFile, 'utf8')).toBe(certificatePem);
  });

  test('gets a new certificate of this machine when the old one ends or is of another authority', async () => {
    const authority = await openAuthority(folder);
    const certOf = async (): Promise<string> => (await authority.serverCredentials(['localhost'])).cert;
    const first = await certOf();
    jest
      .spyOn(wallClock, 'calendarMs')
      .mockReturnValue(Date.parse(new X509Certificate(first).validTo) - DAY_MS);
    const second = await certOf();
    expect(second).not.toBe(first);
    jest.restoreAllMocks();
    const other = await makeAuthority(wallClock.calendarMs());
    const foreign = await makeHostCertificate(other, ['localhost'], wallClock.calendarMs());
    writeFileSync(join(folder, 'localhost.pem'), foreign.key + foreign.cert);
    expect(
      new X509Certificate(await certOf()).verify(new X509Certificate(authority.certificatePem).publicKey),
    ).toBe(true);
  });
});

describe('an authority that is of no use is told in one line', () => {
  const complaint = async (at = folder): Promise<string> => {
    const error: unknown = await openAuthority(at).catch((thrown: unknown) => thrown);
    if (!(error instanceof OptionsError)) throw new Error('it was taken');
    expect(error.message).not.toContain('\n');
    expect(error.details.map(({ option }) => option)).toEqual(['caDir']);
    return error.message;
  };

  test.each([
    ['no PEM', () => 'nonsense'],
    ['nothing', () => ''],
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
    ['the certificate alone', (text: string) => text.slice(text.indexOf('-----BEGIN CERT'))],
    ['a byte changed', (text: string) => text.replace(/M(?=\w{3}\n)/, 'N').replace('MI', 'MJ')],
  ])('%s', async (_, change) => {
    await openAuthority(folder);
    const file = join(folder, 'ca-key.pem');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    expect(await complaint()).toMatch(/ca-key\.pem: is no certificate authority.*delete it/);
  });

  test('key and certificate of two', async () => {
    const [one, other] = [
      await makeAuthority(wallClock.calendarMs()),
      await makeAuthority(wallClock.calendarMs()),
    ];
    writeFileSync(join(folder, 'ca-key.pem'), one.key + other.cert);
    expect(await complaint()).toContain('delete it');
  });

  test('the certificate of a server', async () => {
    const { key, cert } = await (await openAuthority(folder)).serverCredentials(['a.example']);
    writeFileSync(join(folder, 'ca-key.pem'), key + cert);
    expect(await complaint()).toContain('is no certificate authority');
  });

  test('one whose key is of another kind', async () => {
    const keys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
    const extensions = [new BasicConstraintsExtension(true)];
    const certificate = await X509CertificateGenerator.createSelfSigned({ keys, extensions }, webcrypto);
    const key = PemConverter.encode(
      await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
      'PRIVATE KEY',
    );
    writeFileSync(join(folder, 'ca-key.pem'), `${key}\n${certificate.toString('pem')}\n`);
    expect(await complaint()).toContain('is no certificate authority of an emulator');
  });

  test('one that has ended', async () => {
    const { key, cert } = await makeAuthority(Date.parse('2010-01-01T00:00:00Z'));
    writeFileSync(join(folder, 'ca-key.pem'), key + cert);
    expect(await complaint()).toMatch(/ended on 2019-12-30; delete it/);
  });

  test('a folder that is a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await complaint(file)).toMatch(/file.*(ENOTDIR|EEXIST)/);
  });
});

test.each([
  ['linux', { XDG_CONFIG_HOME: '/x' }, /^\/x\/insights-emulator$/],
  ['linux', { XDG_CONFIG_HOME: '' }, /\.config\/insights-emulator$/],
  ['darwin', { XDG_CONFIG_HOME: '/x' }, /Library\/Application Support\/insights-emulator$/],
  ['win32', { APPDATA: '/roaming' }, /^\/roaming\/insights-emulator$/],
] as const)('on %s the folder is where the user has configuration: %j', (platform, environment, expected) => {
  expect(defaultCaFolder(platform, environment)).toMatch(expected);
});
