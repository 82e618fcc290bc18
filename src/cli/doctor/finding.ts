/** What one check found. A `fail` says in `text` what to do about it; a `note` is worth knowing and no fault. */
export interface Finding { readonly mark: 'ok' | 'note' | 'fail'; readonly topic: string; readonly text: string }

export const ok = (topic: string, text: string): Finding => ({ mark: 'ok', topic, text });
export const note = (topic: string, text: string): Finding => ({ mark: 'note', topic, text });
export const fail = (topic: string, text: string): Finding => ({ mark: 'fail', topic, text });

export const lineOf = ({ mark, topic, text }: Finding): string => `${mark.padEnd(4)}  ${topic.padEnd(11)}  ${text}`;
export const messageOf = (error: unknown): string => (error instanceof Error && error.message) || String(error);
