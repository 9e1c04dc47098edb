import type { components } from '../src/generated/api-types.ts';

type Schemas = components['schemas'];

/** What the emulator answers, as openapi.yaml has it. */
export type Clock = Schemas['Clock'];
export type ClockAdvanced = Schemas['ClockAdvanced'];
export type Sandbox = Schemas['Sandbox'];
export type Report = Schemas['Report'];
export type Query = Schemas['Query'];
export type Execution = Schemas['Execution'];
export type Health = Schemas['Health'];
export type JournalEntry = Schemas['JournalEntry'];
export type CallbackDelivery = Schemas['CallbackDelivery'];
export type InboxEntry = Schemas['InboxEntry'];
export type Fault = Schemas['Fault'];
export type FaultRule = Schemas['FaultRule'];
export type DatasetFacts = Schemas['DatasetFacts'];
export type Excerpt = Schemas['Excerpt'];
/** An excerpt that says how long it took. */
export type QueryResult = Required<Excerpt>;
