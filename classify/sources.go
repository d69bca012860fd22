package classify

// Where the facts of the tables come from. A row cites one of these, so that
// a reader can look the fact up.
const (
	sourceIISCodes      = "Microsoft Learn: HTTP status codes in IIS (KB943891)"
	source4036          = "Microsoft Learn: 403.6 Forbidden error in IIS"
	sourceDynamicIP     = "Microsoft Learn: Dynamic IP Restrictions (dynamicIpSecurity)"
	sourceIPSecurity    = "Microsoft Learn: IP Security (ipSecurity)"
	sourceFiltering     = "Microsoft Learn: Request Filtering (requestFiltering)"
	sourceSystemErrors  = "Windows SDK winerror.h; Microsoft Learn: System Error Codes"
	sourceSecurityCodes = "Windows SDK winerror.h; Microsoft Learn: COM Error Codes (Security and Setup)"
	sourceNTStatus      = "Windows SDK ntstatus.h"
	sourceDiagnose401   = "David Wang: HOWTO: Diagnose 401.x HTTP errors on IIS"
	sourceKB907273      = "Microsoft KB907273: Troubleshooting HTTP 401 errors in IIS"
	sourceKB896861      = "Microsoft KB896861: 401.1 when you browse a site that uses Integrated Authentication (loopback check)"
	sourceExchange      = "Exchange front-end logs published in Microsoft's forums"
	sourceApacheAuthz   = "Apache httpd manual: mod_authz_core"
	sourceApacheLog     = "Apache httpd manual: mod_log_config"
	sourceNginxAccess   = "nginx documentation: ngx_http_access_module"
	sourceNginxLimit    = "nginx documentation: ngx_http_limit_req_module"
	sourceNginxCodes    = "nginx source: ngx_http_request.h"
	sourceFTP           = "Microsoft Learn: The FTP status codes in IIS 7.0 and later versions (KB969061)"
	sourceHTTPERR       = "Microsoft Learn: Error logging in HTTP APIs (KB820729)"
	sourceHTTPERRSeen   = "HTTPERR logs published in Microsoft's forums"
	sourceHTTP          = "RFC 9110: HTTP Semantics"
	source429           = "RFC 6585: Additional HTTP Status Codes"
	sourceWindowsUpdate = "Microsoft Learn: Windows Update Agent networking error codes"
)
