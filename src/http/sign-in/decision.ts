import { refuseToken } from '../../identity/aad-errors.ts';
import type { Form } from '../../identity/form.ts';

/** What the buttons of a page send. */
export const ACCEPT = 'accept';
export const CANCEL = 'cancel';

/** @throws AadError where neither button has been pressed. */
export function isDeclined(form: Form): boolean {
  const decision = form.require('decision');
  if (decision !== ACCEPT && decision !== CANCEL)
    throw refuseToken('request.invalid', { detail: `the decision is neither ${ACCEPT} nor ${CANCEL}` });
  return decision === CANCEL;
}
