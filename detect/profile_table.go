package detect

import "time"

// profilesChecked is the day on which the rules were read at their sources.
const profilesChecked = "2026-11-22"

const (
	sentinelQueries = "https://github.com/Azure/Azure-Sentinel/blob/master/Detections/W3CIISLog/"
	fail2banJails   = "https://github.com/fail2ban/fail2ban/blob/master/config/jail.conf"
	crowdsecHub     = "https://github.com/crowdsecurity/hub/blob/master/scenarios/crowdsecurity/http-generic-bf.yaml"
	loginsQuery     = "https://github.com/phbits/WebsiteFailedLogins/blob/main/Resources/WebsiteFailedLogins.lp.psm1"
)

const (
	approxServer = "The rule counts a server and its address together; here each log is a server of its own. " +
		"Where cs-username is not logged the query counts every 401 and 403, and log401 none."
	approxErrorLog  = "Refused credentials are read from the error log, which has no challenges; 401s that name a user are the nearest that an access log shows."
	approxJails     = approxErrorLog + " What the filter for Apache counts beside them, 403s by access rules, is left out."
	approxIISFilter = "No filter for IIS is shipped. This is what a regex for lines with status 401 would do."
	approxBan       = "What a client asked while banned is not counted, since a ban keeps it from being logged."
	approxIISParser = "The published parser for IIS leaves the method of W3C lines empty, so the rule raises nothing until that is mended " +
		"(crowdsecurity/hub issue 1563). This is what it would then raise."
	approxRuns = "The script looks back 30 minutes each time it is run. One alert stands for all runs that would have said the same; " +
		"runs further apart than 30 minutes may miss it."
)

// profiles is the table of tools, as help and reports name them.
var profiles = []Profile{
	{
		Name: "sentinel", Title: "Microsoft Sentinel", Alert: "alert",
		Note: "Its hunting query \"Potential IIS brute force\" is not applied: it needs the query string and every answer of the site, which log401 does not keep.",
		Rules: []ProfileRule{
			{
				ID: "sentinel-client", Name: "High count of failed attempts from same client IP",
				Source: sentinelQueries + "HighFailedLogonCountByClientIP.yaml", Checked: profilesChecked,
				Reads: ReadsW3C, Statuses: []int{401, 403}, Named: true, Counts: "401s and 403s that name a user",
				Key: ByClientStream, Kind: TumblingBin, Limit: 20, Window: time.Minute, Approx: approxServer,
			},
			{
				ID: "sentinel-user", Name: "High count of failed logons by a user",
				Source: sentinelQueries + "HighFailedLogonCountByUser.yaml", Checked: profilesChecked,
				Reads: ReadsW3C, Statuses: []int{401, 403}, Named: true, Counts: "401s and 403s that name a user",
				Key: ByUserStream, Kind: TumblingBin, Limit: 100, Window: 10 * time.Minute, Approx: approxServer,
			},
		},
	},
	{
		Name: "fail2ban", Title: "fail2ban", Alert: "ban", Note: approxBan,
		Rules: []ProfileRule{
			{
				ID: "fail2ban-auth", Name: "apache-auth, nginx-http-auth",
				Source: fail2banJails, Checked: profilesChecked,
				Reads: ReadsNCSA, Statuses: []int{401}, Named: true, Counts: "401s that name a user",
				Key: ByClient, Kind: RateEstimate, Limit: 5, Window: 10 * time.Minute, Rest: 10 * time.Minute, Approx: approxJails,
			},
			{
				ID: "fail2ban-iis", Name: "a regex for IIS",
				Source: fail2banJails, Checked: profilesChecked,
				Reads: ReadsW3C, Statuses: []int{401}, Counts: "401s",
				Key: ByClient, Kind: RateEstimate, Limit: 5, Window: 10 * time.Minute, Rest: 10 * time.Minute, Approx: approxIISFilter,
			},
		},
	},
	{
		Name: "crowdsec", Title: "CrowdSec", Alert: "alert",
		Note: "Alerts count, not the decisions that a bouncer acts on: with one, most of them would be kept away by the first.",
		Rules: []ProfileRule{
			{
				ID: "crowdsec-http-generic-bf", Name: "crowdsecurity/http-generic-bf",
				Source: crowdsecHub, Checked: profilesChecked,
				Reads: ReadsNCSA, Statuses: []int{401}, Named: true, Counts: "401s that name a user",
				Key: ByClient, Kind: LeakyBucket, Limit: 5, Window: 10 * time.Second, Rest: time.Minute, Approx: approxErrorLog,
			},
			{
				ID: "crowdsec-http-generic-401-bf", Name: "LePresidente/http-generic-401-bf",
				Source: crowdsecHub, Checked: profilesChecked,
				Reads: ReadsNCSA, Statuses: []int{401}, Posts: true, Counts: "401s to POST",
				Key: ByClient, Kind: LeakyBucket, Limit: 5, Window: 10 * time.Second, Rest: time.Minute,
			},
			{
				ID: "crowdsec-http-generic-401-bf-iis", Name: "LePresidente/http-generic-401-bf",
				Source: crowdsecHub, Checked: profilesChecked,
				Reads: ReadsW3C, Statuses: []int{401}, Posts: true, Counts: "401s to POST",
				Key: ByClient, Kind: LeakyBucket, Limit: 5, Window: 10 * time.Second, Rest: time.Minute, Approx: approxIISParser,
			},
		},
	},
	{
		Name: "websitefailedlogins", Title: "WebsiteFailedLogins", Alert: "alert", Note: approxRuns,
		Rules: []ProfileRule{
			{
				ID: "websitefailedlogins-client", Name: "FailedLoginsPerIP",
				Source: loginsQuery, Checked: profilesChecked,
				Reads: ReadsW3C, Statuses: []int{401}, Counts: "401s",
				Key: ByClientSite, Kind: SlidingWindow, Limit: 20, Window: 30 * time.Minute,
			},
			{
				ID: "websitefailedlogins-site", Name: "TotalFailedLogins",
				Source: loginsQuery, Checked: profilesChecked,
				Reads: ReadsW3C, Statuses: []int{401}, Counts: "401s",
				Key: BySite, Kind: SlidingWindow, Limit: 40, Window: 30 * time.Minute,
			},
		},
	},
}
