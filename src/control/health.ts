import { version } from '../version.ts';
import type { Control } from './control.ts';

export const getHealth: Control = (_input, { urls }) => ({ body: { status: 'ok', version, urls: urls() } });
