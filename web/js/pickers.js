// Loads the picker (Tom Select) on pages that have one; the <select> underneath works until then, and without.
import {onContent} from './page.js';

let loading = false;

onContent(() => {
    if (!document.querySelector('select[data-picker]')) return;
    if (window.petgatePicker) return window.petgatePicker();
    const address = document.body.dataset.picker;
    if (loading || !address) return;
    loading = true;
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => window.petgatePicker();
    document.head.append(script);
});
