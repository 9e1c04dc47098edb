import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tenantIdOf } from '../../src/identity/tenant.ts';
import { buildPackage } from '../support/built-package.ts';
import { caDir, startSecurely } from '../support/start-securely.ts';
import { RunningCli } from '../cli/run-cli.ts';

const PROGRAM = join(__dirname, 'msal-client.mjs');

/** By its environment, as one runs a program that is not to be changed. */
async function runClient(env: Readonly<Record<string, string>>): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM], {
    timeout: 20_000,
    env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: join(caDir, 'ca.pem'), ...env },
  });
  return JSON.parse(stdout);
}

function expected(sandbox: string): unknown {
  return {
    asApp: { fromCache: false, again: true },
    asUser: { name: 'ann@contoso.example', tenant: tenantIdOf(sandbox), fromCache: false },
    silent: { fromCache: true, same: true },
    refreshed: { fromCache: false, same: false },
    verified: [true, true, true],
    calls: [200, 200, 200],
  };
}

describe('MSAL', () => {
  test('gets tokens from the HTTPS issuer, when told that its host is to be trusted', async () => {
    await using world = await startSecurely({ auth: 'strict', tokenTime: 'wall' });
    const { host } = new URL(world.httpsUrl);
    const authority = `${world.httpsUrl}/${tenantIdOf('default')}`;
    const env = { AUTHORITY: authority, API_URL: world.httpsUrl, KNOWN_AUTHORITY: host };
    expect(await runClient(env)).toEqual(expected('default'));
  });

  test('gets tokens from the HTTPS issuer of a sandbox, when given its metadata', async () => {
    await using world = await startSecurely({ auth: 'strict', tokenTime: 'wall' });
    const { host } = new URL(world.httpsUrl);
    world.emulator.createSandbox('mine');
    const authority = `${world.httpsUrl}/${tenantIdOf('mine')}`;
    const own = { preferred_network: host, preferred_cache: host, aliases: [host] };
    const CLOUD_DISCOVERY_METADATA = JSON.stringify({
      tenant_discovery_endpoint: `${authority}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [own],
    });
    const env = { AUTHORITY: authority, API_URL: world.httpsUrl, CLOUD_DISCOVERY_METADATA };
    expect(await runClient(env)).toEqual(expected('mine'));
  });

  test('gets tokens through the proxy without being told anything', async () => {
    buildPackage();
    await using cli = new RunningCli(['exec', '--auth', 'strict', '--', process.execPath, PROGRAM], {
      INSIGHTS_EMULATOR_CA_DIR: caDir,
      AUTHORITY: `https://login.microsoftonline.com/${tenantIdOf('default')}`,
    });
    const { code, stdout, stderr } = await cli.ended;
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(expected('default'));
  }, 60_000);
});
