import { AadError, refuseToken } from '../../identity/aad-errors.ts';
import type { SignIns } from '../../identity/sign-ins/sign-ins.ts';
import { isDeclined } from './decision.ts';
import { devicePage } from './device-page.ts';
import type { EndpointAnswer, EndpointRequest } from './endpoint.ts';
import { messagePage } from './message-page.ts';
import { descriptionOf, forPeople, pageAnswer, requireOwnPage } from './page-answer.ts';
import { whoSignsIn } from './who-signs-in.ts';

/** The page that takes the code of a device. `user_code` in its address fills it in. */
export const deviceSignIn = forPeople((request) => {
  const { method, query, form } = request;
  if (method !== 'POST') return askForCode(request, query.get('user_code') ?? '', '', null);
  requireOwnPage(request);
  try {
    return decide(request);
  } catch (error) {
    if (!(error instanceof AadError)) throw error;
    return askForCode(request, form.get('user_code') ?? '', form.get('username') ?? '', error);
  }
});

function decide(request: EndpointRequest): EndpointAnswer {
  const { form, now } = request;
  const userCode = form.get('user_code') ?? '';
  const signIns = signInsOf(request);
  const waiting = signIns?.waiting(userCode, now) ?? null;
  if (signIns === null || waiting === null) throw refuseToken('device.user-code');
  const declined = isDeclined(form);
  signIns.decide(userCode, declined ? 'declined' : whoSignsIn(request), now);
  const { appName } = waiting;
  return pageAnswer(
    declined
      ? messagePage('You have declined', `${appName} is not signed in.`)
      : messagePage('You are signed in', `${appName} is signed in on your device. You may close this page.`),
  );
}

function askForCode(
  request: EndpointRequest,
  userCode: string,
  proposed: string,
  problem: AadError | null,
): EndpointAnswer {
  const page = devicePage({
    userCode,
    app: signInsOf(request)?.waiting(userCode, request.now)?.appName ?? null,
    sandbox: request.sandboxName,
    whom: { proposed, listed: request.directory.userNames },
    problem: problem === null ? null : descriptionOf(problem, request),
  });
  return pageAnswer(page, problem);
}

/** Null for a sandbox that is not there, in which no device waits. */
function signInsOf({ sandboxes, sandboxName }: EndpointRequest): SignIns | null {
  return sandboxes.existing(sandboxName)?.signIns ?? null;
}
