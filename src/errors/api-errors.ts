/**
 * Every refusal of a surface is a row of this table. `text` is the documented message where there is one; a surface may word a rule
 * differently (`Surface.messages`). `{value}` and `{correlationId}` are filled in when the answer is sent.
 * docs/fidelity.md is the ledger of these ids for people; a test holds the two together.
 */
export interface ApiErrorRow {
  readonly status: number;
  readonly text: string;
  /** How sure we are that the service does the same. */
  readonly standing: 'documented' | 'observed' | 'assumed';
  readonly source: string;
  /** For a refusal made only for fidelity: the option that lifts it. */
  readonly hint?: string;
}

const FAQ = 'insights-programmatic-faq.md';
const SIBLING_FAQ = 'analytics-programmatic-faq.md (commercial marketplace)';
const OWN = 'wording of the emulator';

function row(
  status: number,
  text: string,
  standing: ApiErrorRow['standing'],
  source: string,
  hint?: string,
): ApiErrorRow {
  return { status, text, standing, source, ...(hint === undefined ? {} : { hint }) };
}

const FOR_CREATION = 'Invalid report parameters for creation';

export const API_ERRORS = {
  'route.unknown': row(404, 'Resource not found', 'assumed', OWN),
  'route.method': row(405, 'Method not allowed', 'assumed', OWN),
  'request.malformed': row(400, 'Malformed request', 'assumed', OWN),
  'request.too-large': row(413, 'Request body too large', 'assumed', OWN),
  'request.headers-too-large': row(431, 'Request header fields too large', 'assumed', OWN),
  'request.timeout': row(408, 'Request timeout', 'assumed', OWN),
  'request.media-type': row(415, 'Unsupported media type', 'assumed', OWN),
  'request.body': row(400, 'Invalid request body', 'assumed', OWN),
  'request.parameter': row(400, 'Invalid parameter', 'assumed', OWN),
  'sandbox.name': row(400, 'Invalid sandbox name', 'assumed', 'emulator'),
  'sandbox.unknown': row(
    404,
    'Unknown sandbox',
    'assumed',
    'emulator',
    'autoCreateSandboxes (--auto-create-sandboxes) makes sandboxes on first use',
  ),

  'auth.missing': row(401, 'Unauthorized', 'documented', FAQ, 'auth: off (--auth off) needs no token'),
  'auth.token': row(
    401,
    'Unauthorized',
    'documented',
    FAQ,
    'auth: lax (--auth lax) takes any token; POST /_emulator/tokens makes valid ones',
  ),
  'auth.role': row(
    403,
    'Forbidden',
    'documented',
    'insights-programmatic-prerequisites.md; wording of the emulator',
    'auth: off (--auth off) needs no role',
  ),

  'value.missing': row(400, 'Null or missing value', 'documented', FAQ),

  'query.syntax': row(400, 'Invalid query', 'assumed', OWN),
  'query.dataset': row(400, 'Invalid table name', 'documented', FAQ),
  'query.column': row(400, 'Incorrect column name', 'documented', FAQ),
  'query.date-range': row(400, 'Invalid query', 'assumed', OWN),
  'query.order': row(400, 'Invalid query', 'assumed', OWN),
  'query.id': row(400, 'Invalid QueryId', 'documented', FAQ),
  'query.system': row(400, 'Invalid QueryId', 'assumed', 'only "deletes user-defined queries" is documented'),
  'query.choice': row(400, 'Invalid query parameters', 'assumed', OWN),
  'query.window': row(400, 'Invalid query parameters', 'assumed', OWN),

  'report.parameter': row(400, 'Invalid report parameters', 'documented', FAQ),
  'report.start-lead': row(
    400,
    `${FOR_CREATION} - Start time of report should at least be 4 hours from current UTC time`,
    'documented',
    FAQ,
    'minStartLead: 0 (--min-start-lead 0) allows any start time',
  ),
  'report.malformed-date': row(
    500,
    'Internal error encountered while creating report. Correlation ID {correlationId}',
    'documented',
    FAQ,
  ),
  'report.recurrence-interval': row(400, 'Recurrence Interval must be between 4 and 2160', 'documented', FAQ),
  'report.recurrence-count': row(
    400,
    `${FOR_CREATION} - Recurrence count has to be a positive integer value`,
    'documented',
    SIBLING_FAQ,
  ),
  'report.enum': row(400, "Requested value '{value}' not found", 'documented', FAQ),
  'report.window': row(
    400,
    `${FOR_CREATION} - EndTime should be greater than StartTime`,
    'documented',
    SIBLING_FAQ,
  ),
  'report.name-character': row(
    400,
    `${FOR_CREATION} - Invalid character (;) in ReportName`,
    'documented',
    SIBLING_FAQ,
  ),
  'report.text-length': row(
    400,
    `${FOR_CREATION} - Limit ReportName and Description length to 256 characters or less`,
    'documented',
    SIBLING_FAQ,
  ),
  'report.callback-url': row(400, 'Invalid report parameters', 'documented', FAQ),
  'report.not-scheduled': row(400, 'Invalid report parameters', 'assumed', OWN),
  'report.inactive': row(400, 'Invalid report parameters', 'assumed', OWN),
  'report.nothing-pending': row(400, 'Invalid report parameters', 'assumed', OWN),

  'quota.active-reports': row(
    400,
    'User has exceeded its report creation quota of 50 active reports',
    'documented',
    SIBLING_FAQ,
    'quotas: false (--no-quotas) lifts the quotas',
  ),
  'quota.execute-now': row(
    400,
    'User has exceeded its ExecuteNow report creation quota of 5 reports/60 mins',
    'documented',
    SIBLING_FAQ,
    'quotas: false (--no-quotas) lifts the quotas',
  ),
  'quota.queries': row(
    400,
    'Number of queries exceeded. Delete few queries before creating new queries',
    'documented',
    SIBLING_FAQ,
    'quotas: false (--no-quotas) lifts the quotas',
  ),

  'list.no-match': row(404, 'No item found with given filters.', 'documented', FAQ),
  'execution.none': row(
    404,
    "There are no executions that have occurred for the given filter conditions. Please recheck the reportId or executionId and retry the API after the report's scheduled execution time",
    'documented',
    `${FAQ}; ${SIBLING_FAQ}`,
  ),

  'fault.injected': row(503, 'Fault injected', 'assumed', 'emulator'),
  'story.throttled': row(429, 'Too many requests', 'assumed', 'emulator'),

  'bound.reached': row(429, 'Limit of the emulator reached', 'assumed', 'emulator'),
  'server.unexpected': row(
    500,
    'Service unavailable',
    'documented',
    `${FAQ}; stands for any fault of the emulator itself`,
  ),
} as const satisfies Record<string, ApiErrorRow>;

export type Rule = keyof typeof API_ERRORS;

/** Thrown anywhere in the house; only `http/envelope.ts` turns it into an answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly rule: Rule;
  /** What was wrong, where, and what would be right; follows the text after ` - `. */
  readonly detail: string | null;
  /** Fills `{value}` in the text. */
  readonly value: string | null;
  /** What would lift it, where that depends on the case; else the row has it. */
  hint: string | null = null;

  constructor(rule: Rule, detail: string | null = null, value: string | null = null) {
    super(detail === null ? rule : `${rule}: ${detail}`);
    this.rule = rule;
    this.detail = detail;
    this.value = value;
  }

  hinting(hint: string): this {
    this.hint = hint;
    return this;
  }

  get status(): number {
    return API_ERRORS[this.rule].status;
  }
}

export function refuse(rule: Rule, detail: string | null = null, value: string | null = null): ApiError {
  return new ApiError(rule, detail, value);
}
