// The other pages as the owner meets them.
import {everyPage} from './support/every-page.mjs';

everyPage('olivia', 12, 2, 2);
