import { refuseToken } from '../../identity/aad-errors.ts';
import { allGrants } from '../../identity/grants/all-grants.ts';
import type { GrantContext, TokenVersion } from '../../identity/grants/grant.ts';
import { SignIns } from '../../identity/sign-ins/sign-ins.ts';
import { issueTokens } from '../../identity/token-answer.ts';
import type { Endpoint } from './endpoint.ts';

const NEVER_KEPT = { 'Cache-Control': 'no-store, no-cache', Pragma: 'no-cache' };

/** The token endpoint of a version. Only a request that is granted makes a sandbox. */
export function token(version: TokenVersion): Endpoint {
  return async (request) => {
    const { form, tenantId, sandboxName, sandboxes, issuer, refreshTokens } = request;
    const type = form.require('grant_type');
    const grant = allGrants.get(type);
    if (grant === undefined) throw refuseToken('grant.unsupported', { value: type });
    const granted = grant(form, {
      ...request,
      version,
      sandbox: sandboxName,
      signIns: sandboxes.existing(sandboxName)?.signIns ?? new SignIns(),
      basic: readBasic(request.header('authorization')),
    });
    const { name, clock } = sandboxes.find(sandboxName);
    clock.catchUp();
    const json = await issueTokens(granted, {
      version,
      sandbox: name,
      tenantId,
      issuedAt: issuer.timeIn(clock),
      now: clock.now(),
      issuer,
      refreshTokens,
    });
    return { json, headers: NEVER_KEPT };
  };
}

/** An app may say who it is in a header, each part percent-encoded (RFC 6749, 2.3.1). Anything that can't be read is no such header. */
function readBasic(authorization: string | undefined): GrantContext['basic'] {
  const encoded = /^\s*basic\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const [clientId = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (clientId === '' || rest.length === 0) return null;
  return { clientId: decode(clientId), secret: decode(rest.join(':')) };
}

function decode(text: string): string {
  return new URLSearchParams(`v=${text.replaceAll('&', '%26')}`).get('v') ?? '';
}
