import { texts } from '../texts.js';

const isApple = /mac|iphone|ipad/i.test(navigator.userAgent);

/** The keys that open the search, as the reader's keyboard names them. */
export const searchKeys = isApple ? texts.frame.searchKeys.apple : texts.frame.searchKeys.other;
