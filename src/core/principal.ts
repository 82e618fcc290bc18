/** Who asks. On loopback without authentication everyone is the anonymous user, who may do everything. */
export interface Principal {
  readonly kind: 'anonymous' | 'operator';
  /** Stored as a run's `owner`; null for the anonymous user. */
  readonly name: string | null;
}
export const anonymous: Principal = Object.freeze({ kind: 'anonymous', name: null });
export const operator: Principal = Object.freeze({ kind: 'operator', name: 'operator' });
