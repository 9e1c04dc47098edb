import { randomUUID } from 'node:crypto';
import { AadError, refuseToken } from '../../identity/aad-errors.ts';
import type { TokenVersion } from '../../identity/grants/grant.ts';
import {
  readAuthorizationRequest,
  SentBack,
  type AuthorizationRequest,
} from '../../identity/sign-ins/authorization-request.ts';
import {
  locationOf,
  withState,
  type AnswerFields,
  type ReturnAddress,
} from '../../identity/sign-ins/return-address.ts';
import { consentPage } from './consent-page.ts';
import { isDeclined } from './decision.ts';
import type { Endpoint, EndpointAnswer, EndpointRequest } from './endpoint.ts';
import { formPostPage } from './message-page.ts';
import { descriptionOf, forPeople, pageAnswer, requireOwnPage, sentTo } from './page-answer.ts';
import { whoSignsIn } from './who-signs-in.ts';

/** The page on which a user lets an app act for them, and the way back to the app with a code. */
export function authorize(version: TokenVersion): Endpoint {
  return forPeople((request) => {
    try {
      const wish = readAuthorizationRequest(request.query, { ...request, version });
      return request.method === 'POST'
        ? decide(request, wish)
        : askConsent(request, wish, wish.loginHint, null);
    } catch (error) {
      if (!(error instanceof SentBack)) throw error;
      return sendBack(error.to, errorFields(error.error, request));
    }
  });
}

function decide(request: EndpointRequest, wish: AuthorizationRequest): EndpointAnswer {
  const { form, now, sandboxes, sandboxName } = request;
  requireOwnPage(request);
  if (isDeclined(form)) throw new SentBack(refuseToken('consent.declined'), wish.to);
  try {
    const who = whoSignsIn(request);
    const code = sandboxes.find(sandboxName).signIns.grant(wish, who, now);
    return sendBack(
      wish.to,
      new Map([
        ['code', code],
        ['session_state', randomUUID()],
      ]),
    );
  } catch (error) {
    if (!(error instanceof AadError)) throw error;
    return askConsent(request, wish, form.get('username') ?? '', error);
  }
}

function askConsent(
  request: EndpointRequest,
  { app, to, target }: AuthorizationRequest,
  proposed: string,
  problem: AadError | null,
): EndpointAnswer {
  const page = consentPage({
    app: app.name,
    sandbox: request.sandboxName,
    redirectUri: to.redirectUri,
    scopes: target.scopes.length > 0 ? target.scopes : [target.audience],
    whom: { proposed, listed: request.directory.userNames },
    problem: problem === null ? null : descriptionOf(problem, request),
  });
  return pageAnswer(page, problem, leadingTo(to));
}

function sendBack(to: ReturnAddress, fields: AnswerFields): EndpointAnswer {
  const all = withState(to, fields);
  if (to.responseMode !== 'form_post') return sentTo(locationOf(to, all));
  return pageAnswer(formPostPage(to.redirectUri, all), null, leadingTo(to));
}

function errorFields(error: AadError, request: EndpointRequest): AnswerFields {
  const { row } = error;
  return new Map([
    ['error', row.error],
    // As the service has it for whoever goes away.
    ...(row.error === 'access_denied' ? [['error_subcode', 'cancel'] as const] : []),
    ['error_description', descriptionOf(error, request)],
    ['error_uri', `https://login.microsoftonline.com/error?code=${row.number}`],
  ]);
}

/** From the app a browser may go on to anywhere else. */
function leadingTo({ redirectUri }: ReturnAddress): readonly string[] {
  return [...new Set(['http:', 'https:', new URL(redirectUri).protocol])];
}
