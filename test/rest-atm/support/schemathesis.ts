import { join } from 'node:path';
import { pythonEnvironment } from '../../support/python-environment';

/** Installs it when it is not there. @returns the program */
export const schemathesis = (): string => join(pythonEnvironment('schemathesis', 'test/rest-atm/requirements.txt'), 'schemathesis');
