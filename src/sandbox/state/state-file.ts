import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ApiError } from '../../errors/api-errors.ts';
import { ControlError } from '../../errors/control-errors.ts';
import { OptionsError } from '../../options/options-error.ts';
import { errorCode, messageOf } from '../../primitives/error-code.ts';
import { BadJson, dictionary, isRecord } from '../../primitives/read-json.ts';
import { MOST_STATE_BYTES } from '../bounds.ts';
import type { Sandboxes } from '../sandboxes.ts';
import { FORMAT as SANDBOX_FORMAT, takeSnapshot } from '../snapshot.ts';
import { writeAtomically } from './write-atomically.ts';

const FORMAT = 'insights-emulator';
const VERSION = 1;

/**
 * Puts the sandboxes of a file in place; a file that is not there yet is as good as an empty one. One that holds a single sandbox, as
 * `GET state` gives it, is that of `default`.
 * @throws OptionsError that says what is wrong with the file, and where.
 */
export function loadStateFile(path: string, sandboxes: Sandboxes): void {
  const text = readFile(path);
  if (text === null) return;
  for (const [name, document] of readDocument(path, text)) {
    try {
      sandboxes.restore(name, document);
    } catch (error) {
      if (error instanceof ControlError || error instanceof ApiError) {
        throw bad(path, `sandbox '${name.slice(0, 100)}': ${error.message}`);
      }
      throw error;
    }
  }
}

/** @throws Error in one line when it can't be written; the file is then as it was. */
export function saveStateFile(path: string, sandboxes: Sandboxes): void {
  try {
    writeAtomically(path, piecesOf(sandboxes));
  } catch (error) {
    throw new Error(`the state could not be saved to ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** A sandbox at a time, so that no text holds them all. */
function* piecesOf(sandboxes: Sandboxes): Generator<string> {
  let bytes = 0;
  let before = `{"format":"${FORMAT}","version":${VERSION},"sandboxes":{`;
  for (const sandbox of sandboxes.all()) {
    const piece = `${before}\n"${sandbox.name}":${JSON.stringify(takeSnapshot(sandbox))}`;
    bytes += Buffer.byteLength(piece);
    if (bytes > MOST_STATE_BYTES) throw new Error(`it is over ${MOST_STATE_BYTES} bytes`);
    yield piece;
    before = ',';
  }
  yield before === ',' ? '\n}}\n' : `${before}}}\n`;
}

/** Null when there is no such file, but one can be made. */
function readFile(path: string): string | null {
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
  } catch {
    throw bad(path, 'its folder is not there, or may not be written to');
  }
  try {
    if (statSync(path).size > MOST_STATE_BYTES) throw new Error(`it is over ${MOST_STATE_BYTES} bytes`);
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw bad(path, `cannot be read: ${messageOf(error)}`);
  }
}

function readDocument(path: string, text: string): ReadonlyMap<string, unknown> {
  const document = parse(path, text);
  if (!isRecord(document)) throw bad(path, 'must hold a JSON object');
  const { format, version, sandboxes } = document;
  if (format === SANDBOX_FORMAT) return new Map([['default', document]]);
  if (format !== FORMAT) throw bad(path, `/format is not ${FORMAT}: this is no state of an emulator`);
  if (typeof version !== 'number' || version > VERSION) {
    throw bad(path, `/version must be at most ${VERSION}: take the emulator that wrote it, or a newer one`);
  }
  try {
    return dictionary((value) => value)(sandboxes);
  } catch (error) {
    throw error instanceof BadJson ? bad(path, `/sandboxes ${error.problem}`) : error;
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw bad(path, `is not JSON: ${messageOf(error)}`);
  }
}

function bad(path: string, problem: string): OptionsError {
  return new OptionsError([{ option: 'state', problem: `${path}: ${problem}` }]);
}
