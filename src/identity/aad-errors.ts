/**
 * Every refusal of the side that gives tokens is a row of this table, by a name of our own. Numbers and texts are those of Microsoft
 * Entra ID; `{…}` is filled in when it is thrown.
 */
export interface AadErrorRow {
  /** As it follows `AADSTS`. */
  readonly number: number;
  /** The code of OAuth. */
  readonly error: string;
  readonly status: number;
  readonly text: string;
}

function row(number: number, error: string, text: string, status = 400): AadErrorRow {
  return { number, error, status, text };
}

const MALFORMED = 'Invalid request. Request is malformed or invalid.';

export const AAD_ERRORS = {
  'method.get': row(
    900561,
    'invalid_request',
    'The endpoint only accepts {allow} requests. Received a {method} request.',
  ),
  'path.unknown': row(
    90023,
    'invalid_request',
    'The authentication service request is not valid: {detail}.',
    404,
  ),
  'request.invalid': row(
    90023,
    'invalid_request',
    'The authentication service request is not valid: {detail}.',
  ),
  'request.malformed': row(9002313, 'invalid_request', MALFORMED),
  'request.too-large': row(
    90023,
    'invalid_request',
    'The authentication service request is not valid: a form holds at most {most} bytes.',
    413,
  ),
  'parameter.missing': row(
    900144,
    'invalid_request',
    "The request body must contain the following parameter: '{name}'.",
  ),
  'parameter.query-missing': row(
    90014,
    'invalid_request',
    "The required field '{name}' is missing from the request. Ensure that you have all the necessary parameters for the login request.",
  ),
  'parameter.duplicate': row(
    9000411,
    'invalid_request',
    "The request is not properly formatted. The parameter '{name}' is duplicated.",
  ),
  'tenant.unknown': row(
    90002,
    'invalid_request',
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  ),
  'instance.unknown': row(50049, 'invalid_instance', 'Unknown or invalid instance.'),
  'grant.unsupported': row(
    70003,
    'unsupported_grant_type',
    "The app requested an unsupported grant type '{value}'.",
  ),
  'app.unknown': row(
    700016,
    'unauthorized_client',
    "Application with identifier '{app}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  ),
  'app.secret': row(
    7000215,
    'invalid_client',
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{app}'.",
    401,
  ),
  'app.no-secret': row(
    7000218,
    'invalid_client',
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    401,
  ),
  'user.unknown': row(
    50034,
    'invalid_grant',
    'The user account {user} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.',
  ),
  'user.password': row(
    50126,
    'invalid_grant',
    'Error validating credentials due to invalid username or password.',
  ),
  'scope.invalid': row(
    70011,
    'invalid_scope',
    "The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.",
  ),
  'scope.not-default': row(
    1002012,
    'invalid_scope',
    'The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  ),
  'scope.several-resources': row(
    28000,
    'invalid_request',
    "Provided value for the input parameter 'scope' is not valid because it contains more than one resource. Scope {scope} is not valid.",
  ),
  'refresh.malformed': row(9002313, 'invalid_grant', MALFORMED),
  'refresh.expired': row(
    700082,
    'invalid_grant',
    'The refresh token has expired due to inactivity. The token was issued on {issued} and was inactive for 90.00:00:00.',
  ),
  'grant.other-app': row(70000, 'invalid_grant', 'Provided grant is invalid or malformed.'),
  'grant.other-tenant': row(
    700005,
    'invalid_grant',
    'The provided authorization code or refresh token is intended to use against other tenant, thus rejected.',
  ),
  'redirect.mismatch': row(
    50011,
    'invalid_request',
    "The redirect URI '{uri}' specified in the request does not match the redirect URIs configured for the application '{app}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this.",
  ),
  'redirect.none': row(500113, 'invalid_request', 'No reply address is registered for the application.'),
  'redirect.other': row(
    500112,
    'invalid_grant',
    "The reply address '{uri}' does not match the reply address '{asked}' provided when requesting Authorization code.",
  ),
  'response-type.token': row(
    700051,
    'unsupported_response_type',
    "response_type 'token' is not enabled for the application.",
  ),
  'response-type.id-token': row(
    700054,
    'unsupported_response_type',
    "response_type 'id_token' is not enabled for the application.",
  ),
  'response-type.unsupported': row(
    70005,
    'unsupported_response_type',
    "The value '{value}' of the parameter 'response_type' is not supported.",
  ),
  'response-mode.unsupported': row(
    70007,
    'invalid_request',
    "'{value}' is not a supported value of 'response_mode' when requesting a token.",
  ),
  'prompt.unsupported': row(90023, 'invalid_request', "Unsupported 'prompt' value."),
  'session.none': row(50058, 'login_required', 'A silent sign-in request was sent but no user is signed in.'),
  'challenge.method': row(9002313, 'invalid_request', MALFORMED),
  'challenge.size': row(501491, 'invalid_request', 'Invalid size of Code_Challenge parameter.'),
  'code.unknown': row(9002313, 'invalid_grant', MALFORMED),
  'code.redeemed': row(
    54005,
    'invalid_grant',
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ),
  'code.expired': row(
    70008,
    'invalid_grant',
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  ),
  'code.verifier': row(
    501481,
    'invalid_grant',
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ),
  'code.no-verifier': row(
    50148,
    'invalid_grant',
    'The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.',
  ),
  'consent.declined': row(65004, 'access_denied', 'User declined to consent to access the app.'),
  'device.pending': row(
    70016,
    'authorization_pending',
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  ),
  'device.declined': row(
    70018,
    'authorization_declined',
    'The end user has declined the authorization request of the device.',
  ),
  'device.expired': row(
    70020,
    'expired_token',
    'The provided value for the input parameter device_code is not valid. This device code has expired.',
  ),
  'device.user-code': row(
    70018,
    'bad_verification_code',
    'Invalid verification code due to User typing in wrong user code for device code flow.',
  ),
  'device.unknown': row(
    70000,
    'bad_verification_code',
    "The provided value for the input parameter 'device_code' is not valid.",
  ),
  'bound.reached': row(90055, 'temporarily_unavailable', 'There are too many requests: {detail}.', 429),
  'server.unexpected': row(90033, 'server_error', 'A transient error has occurred. Please try again.', 500),
} satisfies Readonly<Record<string, AadErrorRow>>;

export type AadRule = keyof typeof AAD_ERRORS;

/** Thrown where a token, or what leads to one, is refused. */
export class AadError extends Error {
  readonly row: AadErrorRow;

  constructor(rule: AadRule, values: Readonly<Record<string, string>> = {}) {
    const { text, ...row }: AadErrorRow = AAD_ERRORS[rule];
    const filled = text.replace(/\{(\w+)\}/g, (all, name: string) => plain(values[name] ?? all));
    super(filled);
    this.row = { ...row, text: filled };
  }
}

export function refuseToken(rule: AadRule, values: Readonly<Record<string, string>> = {}): AadError {
  return new AadError(rule, values);
}

const LONGEST_VALUE = 200;

/** What came from outside, in one line and no longer than one can read. */
function plain(value: string): string {
  return value.slice(0, LONGEST_VALUE).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
