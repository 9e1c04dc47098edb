import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { startEmulator, type Emulator } from '../../src/emulator.ts';
import { openAuthority } from '../../src/tls/authority.ts';
import type { KeyPairPem } from '../../src/tls/certificates.ts';
import { wallClock } from '../../src/clock/wall-clock.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow } from '../support/payloads.ts';
import { caDir, startSecurely, type SecureWorld } from '../support/start-securely.ts';
import { SURFACE } from '../support/start-for-test.ts';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'insights-callbacks-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a callback by HTTPS', () => {
  let world: SecureWorld;
  beforeAll(async () => (world = await startSecurely({ callbackRetry: [] })));
  beforeEach(() => world.sandbox.reset());
  afterAll(() => world.emulator.close());

  test('reaches the inbox of the emulator itself', async () => {
    const reportId = await deliver(world.emulator, `${world.httpsUrl}/_emulator/inbox/ready`);
    expect(world.sandbox.inbox()).toMatchObject([{ method: 'POST', reportId }]);
    expect(attemptsOf(world.emulator)).toMatchObject([{ status: 200, error: null }]);
  });

  test('reaches a receiver whose certificate is of the same authority', async () => {
    const authority = await openAuthority(caDir);
    await using receiver = await receiveSecurely(await authority.serverCredentials(['localhost']));
    const reportId = await deliver(world.emulator, `https://localhost:${receiver.port}/ready`);
    expect(receiver.targets).toEqual([`/ready/${reportId}`]);
    expect(attemptsOf(world.emulator)).toMatchObject([{ status: 200, error: null }]);
  });

  test('reaches none that signed its certificate itself, and tells why', async () => {
    await using receiver = await receiveSecurely(await selfSigned('localhost'));
    await deliver(world.emulator, `https://localhost:${receiver.port}/ready`);
    expect(receiver.targets).toEqual([]);
    expect(attemptsOf(world.emulator)).toMatchObject([
      { status: null, error: expect.stringMatching(/^self-signed certificate/) },
    ]);
  });

  test('reaches none that shows the certificate of another host', async () => {
    const authority = await openAuthority(caDir);
    await using receiver = await receiveSecurely(await authority.serverCredentials(['a.example']));
    await deliver(world.emulator, `https://localhost:${receiver.port}/ready`);
    expect(receiver.targets).toEqual([]);
    expect(attemptsOf(world.emulator)).toMatchObject([
      { status: null, error: expect.stringMatching(/localhost.*a\.example/) },
    ]);
  });

  test('reaches those whom Node was told to believe at its start, too', async () => {
    const other = await openAuthority(join(folder, 'other-ca'));
    process.env['NODE_EXTRA_CA_CERTS'] = other.certificateFile;
    try {
      await using own = await startSecurely({ callbackRetry: [] });
      await using receiver = await receiveSecurely(await other.serverCredentials(['localhost']));
      await deliver(own.emulator, `https://localhost:${receiver.port}/ready`);
      await deliver(own.emulator, `${own.httpsUrl}/_emulator/inbox/ready`);
      expect(attemptsOf(own.emulator)).toMatchObject([{ status: 200 }, { status: 200 }]);
    } finally {
      delete process.env['NODE_EXTRA_CA_CERTS'];
    }
  });
});

test("a callback by HTTPS reaches the emulator behind a certificate of the user's own that signed itself", async () => {
  const { cert, key } = await selfSigned('localhost');
  writeFileSync(join(folder, 'own.pem'), cert);
  writeFileSync(join(folder, 'own-key.pem'), key);
  await using emulator = await startEmulator({
    port: 0,
    https: true,
    httpsPort: 0,
    cert: join(folder, 'own.pem'),
    key: join(folder, 'own-key.pem'),
    clock: { mode: 'frozen' },
    callbackRetry: [],
  });
  const url = (emulator.httpsUrl ?? '').replace('127.0.0.1', 'localhost');
  await deliver(emulator, `${url}/_emulator/inbox/ready`);
  expect(attemptsOf(emulator)).toMatchObject([{ status: 200, error: null }]);
});

/** Makes a report whose callback goes there, and waits for it. */
async function deliver(emulator: Emulator, CallbackUrl: string): Promise<string> {
  const partner = new Partner(`${emulator.url}${SURFACE}`);
  const reportId = await createReport(partner, executeNow({ CallbackUrl, CallbackMethod: 'POST' }));
  await emulator.sandbox('default').clock.advance(3);
  return reportId;
}

function attemptsOf(emulator: Emulator) {
  return emulator
    .sandbox('default')
    .callbacks()
    .flatMap(({ attempts }) => attempts);
}

async function receiveSecurely(credentials: KeyPairPem) {
  const targets: string[] = [];
  const server = createServer(credentials, (request, response) => {
    targets.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo; // a server on TCP has an address object
  return {
    port,
    targets,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The certificate of a server that nobody vouches for but itself. */
async function selfSigned(host: string): Promise<KeyPairPem> {
  const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  const now = wallClock.calendarMs();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${host}`,
      notBefore: new Date(now - 60_000),
      notAfter: new Date(now + 3_600_000),
      signingAlgorithm,
      keys,
      extensions: [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
      ],
    },
    webcrypto,
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
  };
}
