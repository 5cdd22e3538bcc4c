// Converse as a site would have it; what differs between tests is behind the `#`.
/* global converse */
'use strict';
converse.plugins.add('test-door', {
  initialize() { window.door = this._converse; },
});
converse.initialize({
  view_mode: 'fullscreen', authentication: 'login', auto_login: true, auto_reconnect: true, assets_path: '/converse/', whitelisted_plugins: ['test-door'],
  i18n: 'en', play_sounds: false, clear_cache_on_logout: false, show_background: false, persistent_store: 'localStorage',
  ...JSON.parse(decodeURIComponent(location.hash.slice(1))),
});
