import { ControlError } from '../errors/control-errors.ts';
import type { components } from '../generated/api-types.ts';
import { controlBodies } from '../generated/request-inputs.ts';
import { DEFAULT_ROLE, SOMEBODY } from '../identity/access.ts';
import type { Issuer } from '../identity/issuer.ts';
import { parseDuration } from '../primitives/duration.ts';
import { HOUR, SECOND } from '../primitives/instant.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Control } from './control.ts';
import { readControlBody } from './read-control-body.ts';

export type TokenRequest = components['schemas']['TokenRequest'];
export type IssuedToken = components['schemas']['IssuedToken'];

export const createToken: Control = async ({ body }, { sandbox, issuer }) => ({
  body: await issueToken(sandbox, issuer, body),
});

export async function issueToken(
  { name, clock }: Sandbox,
  issuer: Issuer,
  body: unknown = {},
): Promise<IssuedToken> {
  const { role, user, expiresIn } = readControlBody(controlBodies.CreateToken, body);
  const lifetimeMs = expiresIn === undefined ? HOUR : readLifetime(expiresIn);
  return {
    access_token: await issuer.issue({
      sandbox: name,
      user: user?.trim() ?? SOMEBODY,
      roles: [role?.trim() ?? DEFAULT_ROLE],
      issuedAt: issuer.timeIn(clock),
      lifetimeMs,
    }),
    token_type: 'Bearer',
    expires_in: Math.floor(lifetimeMs / SECOND),
  };
}

function readLifetime(given: string | number): number {
  const ms = parseDuration(given);
  if (ms !== null) return ms;
  const problem = 'must be seconds or an ISO 8601 duration from weeks to seconds, such as PT10M';
  throw new ControlError('InvalidRequest', `expiresIn ${problem}`, [{ at: '/expiresIn', problem }]);
}
