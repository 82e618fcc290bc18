/** Anything that is no id is an id that does not exist. */
export const numberOf = (id: string | undefined) => (id && /^\d{1,10}$/.test(id) && Number(id) <= 0x7fffffff ? Number(id) : null);
