/**
 * Gets tokens as an app does that knows nothing of an emulator, and says what it got. In its environment: AUTHORITY; also, where the
 * authority is none that MSAL knows, KNOWN_AUTHORITY and, as somebody without a network would set it, CLOUD_DISCOVERY_METADATA.
 */
import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createPublicKey } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';

const { AUTHORITY, KNOWN_AUTHORITY, CLOUD_DISCOVERY_METADATA } = process.env;
const API = 'https://api.partnercenter.microsoft.com';
const scopes = [`${API}/.default`];
const auth = {
  clientId: '0f1c6e9c-0d5c-4b1e-9d6f-9a3a3c1b2d4e',
  authority: AUTHORITY,
  ...(KNOWN_AUTHORITY === undefined ? {} : { knownAuthorities: [KNOWN_AUTHORITY] }),
  ...(CLOUD_DISCOVERY_METADATA === undefined ? {} : { cloudDiscoveryMetadata: CLOUD_DISCOVERY_METADATA }),
};

const app = new ConfidentialClientApplication({ auth: { ...auth, clientSecret: 'any secret' } });
const asApp = await app.acquireTokenByClientCredential({ scopes });
const asAppAgain = await app.acquireTokenByClientCredential({ scopes });

const client = new PublicClientApplication({ auth });
const asUser = await client.acquireTokenByUsernamePassword({
  scopes,
  username: 'ann@contoso.example',
  password: 'any password',
});
const account = (await client.getAllAccounts())[0];
const silent = await client.acquireTokenSilent({ scopes, account });
const refreshed = await client.acquireTokenSilent({ scopes, account, forceRefresh: true });

const configuration = await (await fetch(`${AUTHORITY}/v2.0/.well-known/openid-configuration`)).json();
const { keys } = await (await fetch(configuration.jwks_uri)).json();
const keySet = createRemoteJWKSet(new URL(configuration.jwks_uri));
const verified = [];
for (const { accessToken } of [asApp, asUser, refreshed]) {
  const { payload } = await jwtVerify(accessToken, keySet, { audience: API });
  const key = createPublicKey({ key: keys[0], format: 'jwk' });
  const claims = jsonwebtoken.verify(accessToken, key, { audience: API, issuer: payload.iss });
  verified.push(payload.jti === claims.jti);
}

const calls = [];
for (const { accessToken } of [asApp, asUser, refreshed]) {
  const url = `${process.env.API_URL ?? API}/insights/v1/mpn/ScheduledDataset`;
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${accessToken}` } });
  await answer.arrayBuffer();
  calls.push(answer.status);
}

console.log(
  JSON.stringify({
    asApp: { fromCache: asApp.fromCache, again: asAppAgain.fromCache },
    asUser: { name: asUser.account.username, tenant: asUser.tenantId, fromCache: asUser.fromCache },
    silent: { fromCache: silent.fromCache, same: silent.accessToken === asUser.accessToken },
    refreshed: { fromCache: refreshed.fromCache, same: refreshed.accessToken === asUser.accessToken },
    verified,
    calls,
  }),
);
