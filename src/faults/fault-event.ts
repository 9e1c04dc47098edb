import { operations } from '../generated/request-inputs.ts';

/** Something that a fault may strike. */
export interface FaultEvent {
  /** What happens: a request or a callback is made, or an execution begins to run. */
  readonly subject: 'exchange' | 'execution';
  /** Null for a request that is none. */
  readonly operation: string | null;
  readonly method: string;
  /** Without the sandbox. */
  readonly path: string;
}

export const DOWNLOAD = 'DownloadReport';
export const CALLBACK = 'ReportReadyCallback';
/** An execution that begins to run is looked for as the call that asks for it. */
export const EXECUTIONS = 'GetReportExecutions';

/** What a rule can look for, each with its methods; the control plane is not among them. HEAD is a download too. */
export const STRUCK_OPERATIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ...operations.flatMap(({ operationId, area, method }): [string, string[]][] =>
    area === 'surface' || area === 'identity' ? [[operationId, [method]]] : [],
  ),
  [DOWNLOAD, ['GET', 'HEAD']],
  [CALLBACK, ['GET', 'POST']],
]);
