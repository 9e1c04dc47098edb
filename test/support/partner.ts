/** An answer of a surface, as a typed client sees it. */
export interface Answer<Item = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly value: readonly Item[];
    readonly nextLink: null;
    readonly totalCount: number;
    readonly message: string | null;
    readonly statusCode: number;
    readonly dataRedacted: boolean;
  };
}

export interface QueryItem {
  readonly queryId: string;
  readonly name: string;
  readonly query: string;
  readonly type: string;
}

export interface ReportItem {
  readonly reportId: string;
  readonly reportName: string;
  readonly reportStatus: 'Active' | 'Paused' | 'Inactive';
  readonly startTime: string;
  readonly modifiedTime: string | null;
}

export interface ExecutionItem {
  readonly executionId: string;
  readonly reportId: string;
  readonly executionStatus: 'Pending' | 'Running' | 'Paused' | 'Completed';
  readonly reportAccessSecureLink: string | null;
  readonly reportGeneratedTime: string | null;
  readonly reportExpiryTime: string | null;
}

export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown;
  /** `application/json` for a body unless said otherwise; null for none. */
  readonly contentType?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

type Query = Readonly<Record<string, string>>;

/** A partner's client: the service's operations with a token, every answer held to openapi.yaml by the `fetch` of the tests. */
export class Partner {
  /** Up to and including the surface. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    baseUrl: string,
    headers: Readonly<Record<string, string>> = { Authorization: 'Bearer any-token' },
  ) {
    this.baseUrl = baseUrl;
    this.headers = headers;
  }

  /** The same client with other headers. */
  as(headers: Readonly<Record<string, string>>): Partner {
    return new Partner(this.baseUrl, headers);
  }

  getDatasets(query: Query = {}): Promise<Answer> {
    return this.ask({ path: 'ScheduledDataset', query });
  }

  createQuery(body: unknown): Promise<Answer<QueryItem>> {
    return this.ask({ method: 'POST', path: 'ScheduledQueries', body });
  }

  getQueries(query: Query = {}): Promise<Answer<QueryItem>> {
    return this.ask({ path: 'ScheduledQueries', query });
  }

  deleteQuery(queryId: string): Promise<Answer<QueryItem>> {
    return this.ask({ method: 'DELETE', path: `ScheduledQueries/${queryId}` });
  }

  tryQuery(query: Query): Promise<Answer> {
    return this.ask({ path: 'ScheduledQueries/testQueryResult', query });
  }

  createReport(body: unknown): Promise<Answer<ReportItem>> {
    return this.ask({ method: 'POST', path: 'ScheduledReport', body });
  }

  getReports(query: Query = {}): Promise<Answer<ReportItem>> {
    return this.ask({ path: 'ScheduledReport', query });
  }

  updateReport(reportId: string, body: unknown): Promise<Answer<ReportItem>> {
    return this.ask({ method: 'PUT', path: `ScheduledReport/${reportId}`, body });
  }

  deleteReport(reportId: string): Promise<Answer<ReportItem>> {
    return this.ask({ method: 'DELETE', path: `ScheduledReport/${reportId}` });
  }

  pauseReport(reportId: string): Promise<Answer<ReportItem>> {
    return this.ask({ method: 'PUT', path: `ScheduledReport/pause/${reportId}` });
  }

  resumeReport(reportId: string): Promise<Answer<ReportItem>> {
    return this.ask({ method: 'PUT', path: `ScheduledReport/resume/${reportId}` });
  }

  getExecutions(reportIds: string, query: Query = {}): Promise<Answer<ExecutionItem>> {
    return this.ask({ path: `ScheduledReport/execution/${reportIds}`, query });
  }

  async ask<Item>(sent: Sent): Promise<Answer<Item>> {
    const response = await this.send(sent);
    const { status, headers } = response;
    const body: unknown = await response.json();
    // fetch has held it to the description, and it is what these types say.
    return { status, headers, body } as Answer<Item>;
  }

  send({ method = 'GET', path, query = {}, body, contentType, headers }: Sent): Promise<Response> {
    const search = new URLSearchParams(query).toString();
    const type = contentType === undefined && body !== undefined ? 'application/json' : contentType;
    return fetch(`${this.baseUrl}/${path}${search === '' ? '' : `?${search}`}`, {
      method,
      headers: { ...this.headers, ...(type ? { 'Content-Type': type } : {}), ...headers },
      ...(body === undefined ? {} : { body: bytesOf(body) }),
    });
  }
}

/** Bytes, since fetch adds a Content-Type of its own to text. */
function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return Uint8Array.from(body);
  return Uint8Array.from(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
}
