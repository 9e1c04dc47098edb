import { isRedirectUri, isSameRedirect } from '../../identity/redirect-uri.ts';
import { locationOf } from '../../identity/sign-ins/return-address.ts';
import type { EndpointRequest } from './endpoint.ts';
import { messagePage } from './message-page.ts';
import { forPeople, pageAnswer, sentTo } from './page-answer.ts';

/** Goes back to the app, if it is one; else it shows a page, as the service does. There is no session that would end. */
export const logOut = forPeople((request) => {
  const { query } = request;
  const redirectUri = query.get('post_logout_redirect_uri');
  if (redirectUri === null || !isKnown(redirectUri, request))
    return pageAnswer(messagePage('You have signed out', 'You may close this page.'));
  const state = query.get('state');
  if (state === null) return sentTo(redirectUri);
  return sentTo(locationOf({ redirectUri, responseMode: 'query', state }, new Map([['state', state]])));
});

/** That of any app: which one it is, is not said. */
function isKnown(uri: string, { directory }: EndpointRequest): boolean {
  const { redirectUris } = directory;
  return isRedirectUri(uri) && (redirectUris?.some((listed) => isSameRedirect(listed, uri)) ?? true);
}
