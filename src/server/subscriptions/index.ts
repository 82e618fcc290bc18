export { createSubscriptionHub, type SubscriptionHub, type SubscriptionHubOptions, type SubscriptionStats } from './subscription-hub';
export { TOO_SLOW } from './member';
