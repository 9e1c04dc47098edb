import type { Directory } from '../../identity/directory.ts';
import type { Form } from '../../identity/form.ts';
import type { Issuer } from '../../identity/issuer.ts';
import type { RefreshTokens } from '../../identity/refresh-tokens.ts';
import type { Sandboxes } from '../../sandbox/sandboxes.ts';
import type { Exchange } from '../exchange.ts';

/** Answers a path of the side that gives tokens; refuses by throwing an AadError. */
export type Endpoint = (request: EndpointRequest) => EndpointAnswer | Promise<EndpointAnswer>;

export interface EndpointRequest {
  readonly exchange: Exchange;
  readonly method: string;
  /** The one that the path has; empty where it has none. */
  readonly parameter: string;
  /** As it stands in the path. */
  readonly tenant: string;
  /** The id of that tenant: its own, or that of the sandbox. */
  readonly tenantId: string;
  /** It need not be there yet: only what succeeds makes one. */
  readonly sandboxName: string;
  /** On the sandbox's clock; where there is none yet, where it would start. */
  readonly now: number;
  /** By which the client came, with the sandbox where the path has it: what stands below is reached by it. */
  readonly base: string;
  readonly query: Form;
  /** Empty where there is no body. */
  readonly form: Form;
  readonly header: (name: string) => string | undefined;
  readonly sandboxes: Sandboxes;
  readonly directory: Directory;
  readonly issuer: Issuer;
  readonly refreshTokens: RefreshTokens;
}

export interface EndpointAnswer {
  readonly status?: number;
  readonly json?: unknown;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
