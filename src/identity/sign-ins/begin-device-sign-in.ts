import type { components } from '../../generated/api-types.ts';
import { SECOND } from '../../primitives/instant.ts';
import type { Form } from '../form.ts';
import { readTokenTarget } from '../token-target.ts';
import { requireKnownApp } from '../grants/require-app.ts';
import type { AuthorizationContext } from './authorization-request.ts';
import { DEVICE_CODE_LIFETIME, type SignIns } from './sign-ins.ts';

export interface DeviceContext extends AuthorizationContext {
  /** Of the sandbox, which a refusal does not make. */
  readonly signIns: () => SignIns;
  /** On the sandbox's clock. */
  readonly now: number;
  /** Of the page that takes the code. */
  readonly verificationUri: string;
}

export type DeviceCodeAnswer =
  components['schemas']['DeviceCodeAnswer'] | components['schemas']['DeviceCodeAnswerV2'];

const SECONDS_BETWEEN_POLLS = 5;
const LIFETIME_SECONDS = DEVICE_CODE_LIFETIME / SECOND;

/** Gives a device two codes: one to be typed by its user on another, and one to ask with until that is done. */
export function beginDeviceSignIn(form: Form, context: DeviceContext): DeviceCodeAnswer {
  const { version, tenant, directory, signIns, now, verificationUri } = context;
  const { clientId, name } = requireKnownApp(form.require('client_id'), tenant, directory);
  const target = readTokenTarget(form, version);
  const { deviceCode, userCode } = signIns().begin({ clientId, appName: name, target }, now);
  const codes = { user_code: userCode, device_code: deviceCode };
  const message = `To sign in, use a web browser to open the page ${verificationUri} and enter the code ${userCode} to authenticate.`;
  return version === 'v1'
    ? {
        ...codes,
        verification_url: verificationUri,
        expires_in: String(LIFETIME_SECONDS),
        interval: String(SECONDS_BETWEEN_POLLS),
        message,
      }
    : {
        ...codes,
        verification_uri: verificationUri,
        expires_in: LIFETIME_SECONDS,
        interval: SECONDS_BETWEEN_POLLS,
        message,
      };
}
