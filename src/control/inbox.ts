import type { InboxEntry } from '../callbacks/inbox.ts';
import type { components } from '../generated/api-types.ts';
import { redactSecrets } from '../logging/redact-secrets.ts';
import { formatInstant } from '../primitives/instant.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Control } from './control.ts';

export type ReceivedCallback = components['schemas']['InboxEntry'];

export const receiveInInbox: Control = ({ method, parameter, query, bytes }, { sandbox }) => {
  const search = query.toString();
  const path = `/${parameter}${search === '' ? '' : `?${search}`}`;
  const text = bytes.length === 0 ? null : bytes.toString('utf8');
  return { body: describeReceived(sandbox.inbox.receive({ method, path, body: text }, sandbox.clock.now())) };
};

export const getInbox: Control = (_input, { sandbox }) => ({ body: { inbox: listInbox(sandbox) } });

export const clearInbox: Control = (_input, { sandbox }) => {
  sandbox.inbox.clear();
  return {};
};

/** Oldest first. */
export function listInbox({ inbox }: Sandbox): ReceivedCallback[] {
  return inbox.entries().map(describeReceived);
}

function describeReceived({ number, at, method, path, reportId, body }: InboxEntry): ReceivedCallback {
  return {
    number,
    time: formatInstant(at),
    method,
    path: redactSecrets(path),
    reportId,
    body: body === null ? null : redactSecrets(body),
  };
}
